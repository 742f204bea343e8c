// Opens addresses in Chromium, each several times in a fresh profile, and prints what it measured.
//
// In: {"chromium", "rounds", "pages": [{"name", "url", "ready"}]}; `ready` is a selector that is
// there once the page has drawn its events. Out: medians by name as JSON.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const asked = JSON.parse(readFileSync(0, "utf8"));
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update"];
const browser = await chromium.launch({ executablePath: asked.chromium, args });
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const found = {};

for (const one of asked.pages) {
  const rounds = [];
  for (let round = 0; round < asked.rounds; round += 1) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    const page = await context.newPage();
    const client = await context.newCDPSession(page);
    await client.send("Performance.enable");
    await client.send("Network.enable");
    let bytes = 0;
    let requests = 0;
    client.on("Network.loadingFinished", (event) => { bytes += event.encodedDataLength; requests += 1; });
    const begun = Date.now();
    let ready = null;
    try {
      await page.goto(one.url, { waitUntil: "load", timeout: asked.patience });
      await page.waitForSelector(one.ready, { timeout: asked.patience, state: "attached" });
      ready = Date.now() - begun;
    } catch { /* it did not draw in time */ }
    const metrics = Object.fromEntries(
      (await client.send("Performance.getMetrics")).metrics.map((metric) => [metric.name, metric.value]));
    const seen = await page.evaluate(() => ({
      paint: performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? null,
      nodes: document.getElementsByTagName("*").length,
    }));
    rounds.push({ ...seen, ready, bytes, requests, script: metrics.ScriptDuration * 1000 });
    await context.close();
    if (ready === null) break;
  }
  const drawn = rounds.filter((round) => round.ready !== null);
  found[one.name] = drawn.length === 0 ? null : Object.fromEntries(
    Object.keys(drawn[0]).map((key) => [key, median(drawn.map((round) => round[key]))]));
}
await browser.close();
process.stdout.write(JSON.stringify(found));
