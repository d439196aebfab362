// Runs the official MCP conformance suite against an MCP server in the local org.
//
// The suite cannot send a header of ours, so a proxy on 127.0.0.1 adds the bearer token. Its own address in Host and Origin
// becomes the org's address, as behind any proxy; other values, foreign hosts and origins among them, pass as they are.
// The token comes from the environment and is never an argument.
//
//   node tests/conformance/run.mjs SUITE URL VARIABLE VERSION [more arguments for the suite]
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";

const [suite, url, variable, version, ...more] = process.argv.slice(2);
const token = process.env[variable ?? ""];
if (!suite || !url || !version || !token) {
    console.error("usage: node tests/conformance/run.mjs SUITE URL VARIABLE VERSION");
    console.error("VARIABLE names the environment variable with the access token; see tests/conformance/README.md");
    process.exit(64);
}
const target = new URL(url);
if (target.hostname !== "127.0.0.1") {
    console.error(`${target.origin} is not the local org`);
    process.exit(64);
}

const proxy = http.createServer((request, response) => {
    const headers = { ...request.headers, authorization: `Bearer ${token}` };
    const own = `localhost:${proxy.address().port}`;
    if (headers.host === own) headers.host = target.host;
    if (headers.origin === `http://${own}`) headers.origin = target.origin;
    const { hostname, port } = target;
    const passed = http.request({ hostname, port, path: request.url, method: request.method, headers }, (reply) => {
        response.writeHead(reply.statusCode, reply.headers);
        reply.pipe(response);
    });
    passed.on("error", (error) => {
        response.writeHead(502);
        response.end(String(error));
    });
    request.pipe(passed);
});

proxy.listen(0, "127.0.0.1", () => {
    const address = `http://localhost:${proxy.address().port}${target.pathname}`;
    const results = mkdtempSync(join(tmpdir(), "mcp-conformance-"));
    // localhost may be ::1 first; the proxy listens on IPv4 only.
    const options = ["--dns-result-order=ipv4first", join(suite, "dist/index.js"), "server", "--url", address];
    const files = ["--expected-failures", join(import.meta.dirname, `expected-failures-${version}.yml`)];
    const which = ["--requirements", version];
    const child = spawn(process.execPath, [...options, ...which, ...(existsSync(files[1]) ? files : []), "-o", results, ...more], { stdio: "inherit" });
    child.on("exit", (code) => {
        console.error(`results: ${results}`);
        process.exit(code ?? 1);
    });
});
