// The builder without a mouse. Everything here presses buttons that are on the page; without a script they are pressed by hand.
(() => {
  "use strict";
  const typing = (element) => element.closest("input, select, textarea");
  const press = (root, what) => root?.querySelector(`[data-press="${what}"]`)?.click();

  document.addEventListener("keydown", (event) => {
    const builder = document.getElementById("builder");
    if (!builder || event.ctrlKey || event.metaKey) return;
    const row = event.target.closest?.("[data-row]");
    if (event.altKey) {
      const what = { ArrowUp: "later", ArrowDown: "earlier", Delete: "remove", n: "add" }[event.key];
      if (what && row) {
        event.preventDefault();
        press(row, what);
      }
      return;
    }
    if (typing(event.target)) return;
    if (event.key === "g") {
      const gaps = [...builder.querySelectorAll("[data-gap]")];
      const here = gaps.findIndex((gap) => gap.contains(document.activeElement));
      gaps[(here + 1) % gaps.length]?.focus();
    } else if (event.key === "f") {
      press(event.target.closest?.("[data-gap]"), "mend");
    } else if (event.key === "?") {
      const help = document.getElementById("builder-keys");
      if (help) {
        help.open = true;
        help.querySelector("summary").focus();
      }
    }
  });

  // An answer redraws what was worked out, never a field that somebody may be typing in; so its error is tied to it here.
  const mark = () => {
    document.querySelectorAll("#builder [data-error-of]").forEach((error) => {
      const field = document.getElementById(error.dataset.errorOf);
      if (!field) return;
      if (error.textContent.trim()) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
  };
  document.addEventListener("htmx:oobAfterSwap", mark);
  document.addEventListener("htmx:afterSettle", mark);
  document.addEventListener("DOMContentLoaded", mark);
})();
