// Min dag without a mouse: j and k walk the rows, Enter presses the row's one button, ? tells the keys. Each person can turn the keys off.
(() => {
  "use strict";
  const OFF = "jobpakker.my-day.keys-off";
  const rows = () => [...document.querySelectorAll("[data-day-row]")];
  const typing = (element) => element.closest?.("input, select, textarea, [contenteditable]");
  const isOff = () => window.localStorage.getItem(OFF) === "1";

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const here = event.target.closest?.("[data-day-row]");
    if (event.key === "Enter" && here === event.target) {
      event.preventDefault();
      here.querySelector("[data-day-action]")?.click();
    } else if ((event.key === "j" || event.key === "k") && !isOff()) {
      const all = rows();
      const at = all.indexOf(here);
      const next = event.key === "j" ? Math.min(at + 1, all.length - 1) : Math.max(at - 1, 0);
      all[next]?.focus();
    } else if (event.key === "?" && !isOff()) {
      const help = document.getElementById("my-day-keys");
      if (!help) return;
      help.open = true;
      help.querySelector("summary").focus();
    }
  });

  document.addEventListener("DOMContentLoaded", () => {
    const toggle = document.querySelector("[data-day-keys]");
    if (!toggle) return;
    const say = () => {
      toggle.textContent = isOff() ? toggle.dataset.off : toggle.dataset.on;
    };
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      window.localStorage.setItem(OFF, isOff() ? "0" : "1");
      say();
    });
    say();
  });
})();
