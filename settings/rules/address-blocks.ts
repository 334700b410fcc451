// Address blocks that have bits of a host: `10.0.0.5/8`.
import { canonicalBlock } from "../../conventions/addresses";
import { editByHand, type Problem } from "../refusals/problem";
import type { Rule } from "./rule";

/** AWS quietly takes the whole block, where somebody may have meant one address. */
export const blocksAreWhole: Rule = {
  reads: [],
  check: ({ cluster, proxy }) =>
    (
      [
        [
          ["cluster", "externalIngest", "loadBalancer", "sourceRanges"],
          cluster.externalIngest?.loadBalancer?.sourceRanges,
        ],
        [["proxy", "noProxy"], proxy?.noProxy],
      ] as const
    ).flatMap(([list, blocks = []]) =>
      blocks.flatMap((block, index): Problem[] => {
        const read = readBlock(block);
        if (read === undefined || read.hostBits === 0n) return [];
        const { address, bits } = read;
        return [
          {
            path: [...list, index],
            value: block,
            allowed: `must be a whole block, and ${address} is an address inside one`,
            command: editByHand(
              `write ${canonicalBlock(`${read.network}/${read.length}`)} for all of the block, or ${address}/${bits} for the one address`,
            ),
          },
        ];
      }),
    ),
};

interface Block {
  address: string;
  length: number;
  /** Bits of an address: 32 or 128. */
  bits: number;
  hostBits: bigint;
  /** First address of the block. */
  network: string;
}

/** A block in the form that the schema takes; undefined for what is none. */
function readBlock(text: string): Block | undefined {
  const [, address = "", digits] = /^([0-9a-fA-F:.]+)\/(\d+)$/.exec(text) ?? [];
  if (digits === undefined) return undefined;
  const isIpv6 = address.includes(":");
  const [bits, width] = isIpv6 ? [128, 16] : [32, 8];
  const groups = isIpv6 ? groupsOf(address) : address.split(".").map(Number);
  const number = groups.reduce((sum, group) => (sum << BigInt(width)) | BigInt(group), 0n);
  const length = Number(digits);
  const hostBits = number & ((1n << BigInt(bits - length)) - 1n);
  const first = number - hostBits;
  const parts = groups.map((_, index) =>
    Number((first >> BigInt(bits - width * (index + 1))) & ((1n << BigInt(width)) - 1n)),
  );
  const network = isIpv6 ? parts.map((part) => part.toString(16)).join(":") : parts.join(".");
  return { address, length, bits, hostBits, network };
}

/** Eight groups, `::` filled up with zeros. */
function groupsOf(address: string): number[] {
  const [before = "", after] = address.split("::");
  const read = (text: string) => (text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16)));
  if (after === undefined) return read(before);
  const [head, tail] = [read(before), read(after)];
  return [...head, ...Array<number>(8 - head.length - tail.length).fill(0), ...tail];
}
