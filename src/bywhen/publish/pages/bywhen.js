// Enhancement only: every page works without it. A citation that is opened gets a button that copies
// it, and a form of choices is sent as soon as a time zone is chosen.
(() => {
  "use strict";
  const isChinese = document.documentElement.lang.startsWith("zh");
  document.addEventListener("toggle", (event) => {
    const cite = event.target;
    if (!cite.open || !cite.matches(".cite") || !navigator.clipboard || cite.querySelector("button")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = isChinese ? "複製" : "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(cite.querySelector("bdi").textContent.trim());
      button.textContent = isChinese ? "已複製" : "Copied";
    });
    cite.append(button);
  }, true);
  const zone = document.getElementById("zone");
  if (zone) zone.addEventListener("change", () => zone.form.requestSubmit());
})();
