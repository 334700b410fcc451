// Which proxy Go's programs would take for an API server.
import assert from "node:assert/strict";
import { proxyFor } from "./proxy";

const server = "https://abc.gr7.eu-central-1.eks.amazonaws.com";
const proxy = "http://proxy.corp:3128";

describe("the proxy for an API server", () => {
  const through = (NO_PROXY: string, address = server) => proxyFor(address, { HTTPS_PROXY: proxy, NO_PROXY });

  it("is none where NO_PROXY names it, what is above it, or everything", () => {
    for (const list of [
      ...["*", " * ", "a, *", "abc.gr7.eu-central-1.eks.amazonaws.com", "amazonaws.com", ".amazonaws.com"],
      ...["*.amazonaws.com", "AMAZONAWS.COM", "x,eks.amazonaws.com,y", "amazonaws.com:443"],
    ])
      assert.equal(through(list), undefined, list);
  });

  it("is the one of HTTPS_PROXY where NO_PROXY names something else", () => {
    for (const list of ["", ",", "mazonaws.com", "eks", "10.0.0.0/8", "amazonaws.com:8443", "a.*", "x.amazonaws.com"])
      assert.equal(through(list), proxy, list);
    assert.equal(through(".abc.gr7.eu-central-1.eks.amazonaws.com"), proxy, "what is below it alone");
    assert.equal(through("amazonaws.com:8443", `${server}:8443`), undefined);
  });

  it("may be named without its scheme, in small letters, and with a user", () => {
    assert.equal(proxyFor(server, { HTTPS_PROXY: "proxy.corp:3128" }), proxy);
    assert.equal(proxyFor(server, { https_proxy: "10.1.2.3:3128" }), "http://10.1.2.3:3128");
    assert.equal(proxyFor(server, { HTTPS_PROXY: "user:pass@proxy.corp" }), "http://user:pass@proxy.corp");
    assert.equal(proxyFor(server, { HTTPS_PROXY: "socks5://10.1.2.3:1080" }), "socks5://10.1.2.3:1080");
    assert.equal(proxyFor(server, { HTTPS_PROXY: "", https_proxy: proxy }), proxy);
  });

  it("is none without a word of one, and for this machine", () => {
    assert.equal(proxyFor(server, { HTTP_PROXY: proxy }), undefined);
    for (const own of ["https://localhost:6443", "https://127.0.0.1:6443", "https://[::1]:6443"])
      assert.equal(through("", own), undefined, own);
  });

  it("is refused, and not shown, where it is no address", () => {
    for (const HTTPS_PROXY of ["http://", "a b", "http://:NEVER@", "gopher://NEVER"])
      assert.throws(() => proxyFor(server, { HTTPS_PROXY }), /^Error: HTTPS_PROXY holds no address of a proxy$/);
  });
});
