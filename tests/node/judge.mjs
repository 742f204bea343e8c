// Judges proposals by keyboard alone: walks with the tab key to each field and button, as it is named.
//
// In: {"base", "path", "cookie", "scripts", "chromium", "steps"}; a step is {"to": a selector, "type":
// text to write there, "press": a key}. Out: what the page says after each step that left it.
import { readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const asked = JSON.parse(readFileSync(0, "utf8"));
const args = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update"];
const browser = await chromium.launch({ executablePath: asked.chromium, args });
const context = await browser.newContext({ javaScriptEnabled: asked.scripts, locale: "en-GB" });
await context.addCookies([{ ...asked.cookie, url: asked.base }]);
const page = await context.newPage();
await page.goto(`${asked.base}${asked.path}`);
const said = [];
for (const step of asked.steps) {
  await walk(step.to);
  if (step.type !== undefined) await page.keyboard.type(step.type);
  if (step.press !== undefined) {
    await Promise.all([page.waitForNavigation(), page.keyboard.press(step.press)]);
    said.push({
      address: page.url(),
      status: await page.locator('[role="status"], [role="alert"]').allInnerTexts(),
      text: await page.innerText("main"),
    });
  }
}
await browser.close();
process.stdout.write(JSON.stringify(said));

async function walk(selector) {
  for (let step = 0; step < 400; step += 1) {
    await page.keyboard.press("Tab");
    if ((await page.locator(":focus").count()) && (await page.locator(`${selector}:focus`).count())) return;
  }
  throw new Error(`the tab key does not reach ${selector}`);
}
