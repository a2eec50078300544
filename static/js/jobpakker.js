// The little that a script adds. Every page works without it.
(() => {
  "use strict";

  // A double click sends a form once. The mark is taken off when the page comes back from the browser's cache, and after
  // ten seconds, so that a form whose answer is a file can be sent again.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    form.setAttribute("aria-busy", "true");
    window.setTimeout(() => release(form), 10000);
  });
  const release = (form) => {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  };
  window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sent]").forEach(release));

  // What must be mended is read first.
  const toErrors = (root) => root.querySelector(".form-error-summary")?.focus();
  document.addEventListener("DOMContentLoaded", () => toErrors(document));
  document.addEventListener("htmx:afterSettle", (event) => toErrors(event.target));

  // No answer from the server: say so, keep what was typed.
  const note = (hidden) => {
    const element = document.getElementById("no-answer");
    if (element) element.hidden = hidden;
  };
  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, () => note(false));
  }
  document.addEventListener("htmx:beforeRequest", () => note(true));
})();
