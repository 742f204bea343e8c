// Looks at pages in Chromium, each in every width, colour scheme and language; prints what it saw.
//
// In: {"base", "paths", "widths", "schemes", "languages", "chromium"} as JSON on standard input, and
// "cookie" ({"name", "value"}) for pages that want a reader who is known.
// Out: a list of {"path", "width", "scheme", "language", ...findings} as JSON.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const require = createRequire(import.meta.url);
const axe = readFileSync(require.resolve("axe-core/axe.min.js"), "utf8");
const asked = JSON.parse(readFileSync(0, "utf8"));
const quiet = [
  "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
  "--disable-background-networking", "--disable-component-update",
];
const browser = await chromium.launch({ executablePath: asked.chromium, args: quiet });
const found = [];

function addressed(path, language) {
  const mark = path.includes("?") ? "&" : "?";
  return `${asked.base}${path}${mark}language=${language}`;
}

async function opened(settings) {
  const context = await browser.newContext({ locale: "en-GB", ...settings });
  if (asked.cookie) await context.addCookies([{ ...asked.cookie, url: asked.base }]);
  return context;
}

async function watched(context) {
  const page = await context.newPage();
  const seen = { console: [], requests: [], failed: [] };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) seen.console.push(message.text());
  });
  page.on("pageerror", (error) => seen.console.push(String(error)));
  page.on("request", (request) => seen.requests.push(request.url()));
  page.on("requestfailed", (request) => seen.failed.push(request.url()));
  return { page, seen };
}

async function audited(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  return result.violations.map((one) => ({
    id: one.id,
    help: one.help,
    where: one.nodes.slice(0, 3).map((node) => node.html.slice(0, 200)),
  }));
}

async function measured(page) {
  return page.evaluate(() => ({
    nodes: document.getElementsByTagName("*").length,
    overflow: document.documentElement.scrollWidth - window.innerWidth,
    animations: document.getAnimations().length,
    text: document.body.innerText.replace(/\s+/g, " ").trim(),
  }));
}

for (const scheme of asked.schemes) {
  for (const language of asked.languages) {
    const context = await opened({ colorScheme: scheme });
    for (const path of asked.paths) {
      const { page, seen } = await watched(context);
      const answer = await page.goto(addressed(path, language));
      for (const width of asked.widths) {
        await page.setViewportSize({ width, height: 900 });
        found.push({
          path, width, scheme, language, status: answer.status(),
          violations: await audited(page), ...(await measured(page)), ...seen,
        });
      }
      await page.close();
    }
    await context.close();
  }
}

// Without scripts the same words are there; what the keyboard reaches can be seen.
const still = await opened({ javaScriptEnabled: false });
const moving = await opened({});
for (const path of asked.paths) {
  const { page, seen } = await watched(still);
  await page.goto(addressed(path, "en"));
  const bare = await page.innerText("body");
  await page.close();
  const second = await watched(moving);
  await second.page.goto(addressed(path, "en"));
  const full = await second.page.innerText("body");
  const focus = await tabbed(second.page);
  const modes = [];
  for (const media of [{ forcedColors: "active" }, { reducedMotion: "reduce" }, { media: "print" }]) {
    await second.page.emulateMedia(media);
    modes.push({ ...media, visible: (await second.page.innerText("main")).trim().length });
  }
  await second.page.close();
  const squeeze = (text) => text.replace(/\s+/g, " ").trim();
  found.push({
    path, mode: "bare", same: squeeze(bare) === squeeze(full), console: seen.console, focus, modes,
  });
}
await browser.close();
process.stdout.write(JSON.stringify(found));

// Walks the page with the tab key: how many places it stops at, and those that do not show it.
async function tabbed(page) {
  const wanted = await page.evaluate(
    () =>
      [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")]
        .filter((one) => one.type !== "hidden" && one.checkVisibility()).length,
  );
  const unseen = [];
  let stops = 0;
  const steps = Math.min(wanted + 5, 80);
  for (let step = 0; step < steps; step += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const one = document.activeElement;
      if (!one || one === document.body) return null;
      const style = getComputedStyle(one);
      return { shown: style.outlineStyle !== "none" || one.matches("input, select"), html: one.outerHTML.slice(0, 120) };
    });
    if (at === null) break;
    stops += 1;
    if (!at.shown) unseen.push(at.html);
  }
  return { wanted, stops, unseen };
}
