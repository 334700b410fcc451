// An address that ends at the port of another protocol, as documentation and charts have them side by side: nothing that
// is sent there is understood. Pure.
import { type Path, type Problem, setTo } from "./problem";

/** What listens at each port that is easily taken for the right one. */
export interface OtherPorts {
  right: number;
  others: Readonly<Record<number, string>>;
}

/** The problem of an address, `host:port` or a URL, at one of these ports. */
export function atAnotherPort(path: Path, address: string, { right, others }: OtherPorts): Problem[] {
  const [, before = "", port = "", after = ""] = /^((?:[a-z]+:\/\/)?[^/:]+:)(\d+)(.*)$/i.exec(address) ?? [];
  const other = others[Number(port)];
  if (other === undefined) return [];
  return [
    setTo(
      path,
      address,
      `must have the port that accepts it, by default ${right}: at ${Number(port)} is ${other}`,
      `${before}${right}${after}`,
    ),
  ];
}
