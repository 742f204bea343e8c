// Takes pictures of pages. In: {"chromium", "pictures": [{"url", "file", "width", "height", "scheme"}]}.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const asked = JSON.parse(readFileSync(0, "utf8"));
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update"];
const browser = await chromium.launch({ executablePath: asked.chromium, args });
for (const one of asked.pictures) {
  const context = await browser.newContext({
    viewport: { width: one.width, height: one.height },
    colorScheme: one.scheme,
    locale: "en-GB",
  });
  const page = await context.newPage();
  await page.goto(one.url);
  await page.screenshot({ path: one.file });
  await context.close();
}
await browser.close();
