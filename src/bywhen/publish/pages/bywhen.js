// Enhancement only: every page works without it. A citation gets a button that copies it, and a
// form of choices is sent as soon as a time zone is chosen.
(() => {
  "use strict";
  const citation = document.getElementById("citation");
  if (citation && navigator.clipboard) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = document.documentElement.lang.startsWith("zh") ? "複製" : "Copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(citation.textContent.trim());
      button.textContent = document.documentElement.lang.startsWith("zh") ? "已複製" : "Copied";
    });
    citation.after(button);
  }
  const zone = document.getElementById("zone");
  if (zone) zone.addEventListener("change", () => zone.form.requestSubmit());
})();
