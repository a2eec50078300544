// The builder without a mouse. Everything here presses buttons that are on the page; without a script they are pressed by hand.
(() => {
  "use strict";
  const builder = () => document.getElementById("builder");
  const typing = (element) => element.closest("input, select, textarea");
  const press = (root, what) => root?.querySelector(`[data-press="${what}"]:not([disabled])`)?.click();
  const focus = (elements, from, by) => {
    const here = elements.findIndex((element) => element.contains(from));
    const next = here < 0 ? (by > 0 ? 0 : elements.length - 1) : (here + by + elements.length) % elements.length;
    elements[next]?.focus();
  };

  // A year of days, a week a column: up and down by a day, left and right by a week, past what is off. What one is at is said.
  const acrossTheYear = (event) => {
    const week = event.target.parentElement;
    const [day, weeks] = [[...week.children].indexOf(event.target), [...week.parentElement.children]];
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    const days = by ? weeks.map((one) => one.children[day]) : [...week.parentElement.querySelectorAll("button")];
    const found = days.filter((one) => one.matches("button"));
    if (["ArrowLeft", "ArrowUp"].includes(event.key)) found.reverse();
    const next = found[found.indexOf(event.target) + 1];
    event.preventDefault();
    if (!next) return;
    event.target.tabIndex = -1;
    next.tabIndex = 0;
    next.focus();
  };
  const sayTheDay = (event) => {
    const day = event.target.closest?.(".year-week > button");
    if (day) day.closest(".year").nextElementSibling.textContent = day.title;
  };
  document.addEventListener("focusin", sayTheDay);
  document.addEventListener("mouseover", sayTheDay);

  document.addEventListener("keydown", (event) => {
    const root = builder();
    if (!root) return;
    const row = event.target.closest?.("[data-row]");
    if (event.ctrlKey || event.metaKey) {
      if (event.key.toLowerCase() === "z" && !event.shiftKey && !event.altKey && !halfTyped(event.target)) {
        event.preventDefault();
        undo();
      }
      return;
    }
    if (event.altKey) {
      const what = { ArrowUp: "later", ArrowDown: "earlier", Delete: "remove", n: "add", b: "beside" }[event.key];
      if (what && row) {
        event.preventDefault();
        press(row, what);
      }
      return;
    }
    if (typing(event.target)) return;
    if (event.target.closest(".year")) {
      if (event.key.startsWith("Arrow")) acrossTheYear(event);
      return;
    }
    const rows = [...root.querySelectorAll("[data-row]")];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      focus(rows, document.activeElement, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && row === event.target) {
      event.preventDefault();
      row.querySelector(".stair-length input:not([disabled])")?.focus();
    } else if (event.key === "n" && row) {
      press(row, "add");
    } else if (event.key === "b") {
      press(root, "lane");
    } else if (event.key === "g") {
      focus([...root.querySelectorAll("[data-gap]")], document.activeElement, 1);
    } else if (event.key === "f") {
      const gap = event.target.closest?.("[data-gap]");
      if (gap) press(gap, "mend");
      else focus([...root.querySelectorAll("[data-gap]")], document.activeElement, 1); // and the next f closes it
    } else if (event.key === "?") {
      const help = document.getElementById("builder-keys");
      if (help) {
        help.open = true;
        help.querySelector("summary").focus();
      }
    }
  });

  // What was done is undone. Remembered in this tab alone: the rows and the job's date, nothing that is written about people.
  const STEPS = 40;
  const REMEMBERED =
    /^(trin|job_starts_on|trin-\d+-(id|kind|beside|title|place|length|dates|hours|lead|leads|from|to|at_the_company|let_cause|let_owner|let_until|let_to))$/;
  const place = `builder:${location.pathname}${location.search}`;
  let memory = { last: null, before: [] };
  let atFocus = null;
  let undoing = 0;
  let saving = false;

  const halfTyped = (element) => typing(element) && element === atFocus?.element && element.value !== atFocus.value;
  const now = () => {
    const found = {};
    for (const field of builder().elements) {
      if (!REMEMBERED.test(field.name)) continue;
      found[field.name] = field.type === "checkbox" ? (field.checked ? "on" : "") : field.value;
    }
    return found;
  };
  const same = (one, other) => JSON.stringify(one) === JSON.stringify(other);
  const keep = () => {
    try {
      sessionStorage.setItem(place, JSON.stringify(memory));
    } catch {
      // A full or forbidden store costs the undo after a reload, nothing else.
    }
    const button = document.getElementById("builder-undo");
    if (button) button.hidden = memory.before.length === 0;
  };
  const note = () => {
    if (!builder() || undoing || saving) return; // until the answer is there the fields still hold what is being undone
    const state = now();
    if (memory.last && !same(state, memory.last)) memory.before = [...memory.before, memory.last].slice(-STEPS);
    memory.last = state;
    keep();
  };
  const undo = () => {
    note(); // what an answer has only just brought
    const values = memory.before.at(-1);
    if (!values) return;
    memory.before = memory.before.slice(0, -1);
    memory.last = values;
    keep();
    const form = builder();
    const url = form.querySelector(".builder-again").getAttribute("hx-post");
    if (unsaved()) unsaved().hidden = true;
    undoing += 1;
    htmx
      .ajax("POST", url, { source: form, target: "#builder", swap: "outerHTML", values: { ...values, do: "undo" } })
      .catch(() => {})
      .then(() => {
        undoing -= 1;
        note();
      });
  };

  document.addEventListener("focusin", (event) => {
    atFocus = typing(event.target) ? { element: event.target, value: event.target.value } : null;
  });
  document.addEventListener("change", (event) => {
    if (!event.target.closest("#builder")) return;
    if (unsaved()) unsaved().hidden = true;
    if (atFocus?.element === event.target) atFocus.value = event.target.value;
    if (unsent === event.target) unsent = null;
    note();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#builder-undo")) undo();
  });
  document.addEventListener("submit", (event) => {
    if (event.target.id !== "builder" || !["save", "send"].includes(event.submitter?.value)) return;
    saving = true;
    sessionStorage.removeItem(place);
  });

  // A step can be dragged to another place on the stairs, and its bar to another day; the buttons and fields do the same.
  const ask = (what) => {
    const form = builder();
    const url = form.querySelector(".builder-again").getAttribute("hx-post");
    htmx
      .ajax("POST", url, { source: form, target: "#builder", swap: "outerHTML", values: { do: what } })
      .catch(() => {});
  };
  const number = (row) => row.id.slice("row-".length);
  let dragged = null;
  const onto = (event) => {
    const row = dragged && event.target.closest?.("[data-row]");
    return row && row !== dragged && row.querySelector("[data-grip]") ? row : null;
  };
  const unmark = () => document.querySelectorAll(".is-target").forEach((row) => row.classList.remove("is-target"));
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-grip]")?.closest("[data-row]") ?? null;
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", "");
    event.dataTransfer.setDragImage(dragged, 8, 8);
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const row = onto(event);
    unmark();
    if (!row) return;
    event.preventDefault();
    row.classList.add("is-target");
  });
  document.addEventListener("drop", (event) => {
    const row = onto(event);
    if (!row) return;
    event.preventDefault();
    ask(`move:${number(dragged)}:${number(row)}`);
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("is-dragged");
    dragged = null;
    unmark();
  });

  // The lanes of the picture stand in the order of the rows, the job before them all.
  const laneOf = (bar) => {
    const lanes = [...bar.ownerSVGElement.querySelectorAll("g[role=list]")];
    const at = lanes.indexOf(bar.closest("g[role=list]"));
    if (at <= 0) return at === 0 ? "job:" : "";
    const row = builder().querySelectorAll("[data-row]")[at - 1];
    return row?.querySelector("[data-grip]") ? `dates:${number(row)}:` : "";
  };
  const percent = (element, name) => Number.parseFloat(element.getAttribute(name));
  const dayAt = (bar, moved) => {
    const strip = bar.closest(".strip");
    const days = Number(strip.dataset.days);
    let at = Math.round((percent(bar, "x") * days) / 100) + moved;
    for (const closed of bar.ownerSVGElement.querySelectorAll("rect[fill*='-closed']")) {
      const [start, end] = [percent(closed, "x"), percent(closed, "x") + percent(closed, "width")];
      const middle = ((at + 0.5) * 100) / days;
      if (start < middle && middle < end) at = Math.round((end * days) / 100);
    }
    const day = new Date(`${strip.dataset.first}T12:00:00Z`);
    day.setUTCDate(day.getUTCDate() + at);
    return day.toISOString().slice(0, 10);
  };
  document.addEventListener("pointerdown", (event) => {
    const bar = event.target.closest?.("#plan-strip g[role=listitem]")?.querySelector("rect.bar");
    if (!bar || event.button !== 0 || event.pointerType === "touch" || bar.matches(".bar-lead, .bar-past")) return;
    const what = laneOf(bar);
    if (!what) return;
    event.preventDefault();
    const aDay = bar.ownerSVGElement.getBoundingClientRect().width / Number(bar.closest(".strip").dataset.days);
    const days = (at) => Math.round((at.clientX - event.clientX) / aDay);
    const move = (at) => {
      bar.classList.add("is-dragged");
      bar.setAttribute("transform", `translate(${days(at) * aDay} 0)`);
    };
    const end = (at) => {
      document.removeEventListener("pointermove", move);
      document.removeEventListener("pointerup", end);
      document.removeEventListener("pointercancel", end);
      bar.classList.remove("is-dragged");
      bar.removeAttribute("transform");
      if (at.type === "pointerup" && days(at) && bar.isConnected) ask(what + dayAt(bar, days(at)));
    };
    document.addEventListener("pointermove", move);
    document.addEventListener("pointerup", end);
    document.addEventListener("pointercancel", end);
  });

  // A pressed button waits its turn behind what is being worked out. What a field asks for meanwhile must not take its place in
  // the queue: the answer to the button holds that too.
  const waits = (element) => element.matches?.("#builder button:not(.builder-again)");
  document.addEventListener("htmx:confirm", (event) => {
    const form = builder();
    if (!form) return;
    if (waits(event.target)) form.dataset.pressed = "1";
    else if (form.dataset.pressed && form.contains(event.target) && event.target !== form) event.preventDefault();
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (waits(event.target) && builder()) delete builder().dataset.pressed;
  });

  // The page tells which pieces it shows, so that an answer holds only what has changed. What is folded away is not worked out
  // at all; it is asked for when it is opened.
  const folded = (element) => element.closest("details:not([open])");
  document.addEventListener("htmx:configRequest", (event) => {
    const root = builder();
    if (!root?.contains(event.target)) return;
    event.detail.parameters.shown = [...root.querySelectorAll("[data-print]")]
      .map((piece) => `${piece.id}:${folded(piece) ? "-" : piece.dataset.print}`)
      .join(" ");
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!builder()?.contains(event.target)) return;
    for (const piece of builder().querySelectorAll("[data-print]")) {
      if (folded(piece)) piece.dataset.behind = "1";
      else delete piece.dataset.behind;
    }
  });
  document.addEventListener(
    "toggle",
    (event) => {
      if (event.target.open && event.target.querySelector("[data-behind]")) again();
    },
    true,
  );
  const again = () => builder()?.querySelector(".builder-again").click();

  // What was unfolded stays so when the builder is drawn anew, so that one can try one thing after another.
  let unfolded = [];
  let stoodAt = "";
  document.addEventListener("htmx:beforeSwap", () => {
    stoodAt = builder()?.contains(document.activeElement) ? document.activeElement.id : "";
    unfolded = [...(builder()?.querySelectorAll("details[id][open]") ?? [])].map((details) => details.id);
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const id of unfolded) document.getElementById(id)?.setAttribute("open", "");
    if (document.activeElement === document.body && stoodAt) document.getElementById(stoodAt)?.focus();
  });

  // An answer redraws what was worked out, never a field that somebody may be typing in; so its error is tied to it here.
  const mark = () => {
    document.querySelectorAll("#builder [id^=err-]").forEach((error) => {
      const field = document.getElementById(error.id.slice(4));
      if (!field) return;
      if (error.textContent.trim()) field.setAttribute("aria-invalid", "true");
      else field.removeAttribute("aria-invalid");
    });
  };
  document.addEventListener("htmx:oobAfterSwap", mark);
  document.addEventListener("htmx:afterSettle", () => {
    mark();
    note();
    if (toSend) again();
    toSend = false;
  });

  // The answer to a button redraws every field. What was written since the press left is put back into the same row, wherever
  // that stands now, and is sent; the focus stays where it has gone meanwhile.
  const fields = () =>
    [...builder().elements].filter((field) => field.name && field.matches("input:not([type=hidden]), select, textarea"));
  const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);
  let left = null; // when the press left: what stood in the fields, and where the focus was
  let written = null; // since then
  let unsent = null; // the field among them that is still being written in
  let toSend = false;
  const nowCalled = (name) => {
    const [, row, field] = name.match(/^trin-(\d+)-(.+)$/) ?? [];
    if (row === undefined) return name;
    const found = builder().querySelector(`[data-row][data-was="${row}"]`);
    return found ? `trin-${number(found)}-${field}` : "";
  };
  const called = (name) => builder().elements.namedItem(nowCalled(name) || "-");
  document.addEventListener("htmx:beforeSend", (event) => {
    if (!builder()?.contains(event.target)) return;
    left = { values: new Map(fields().map((field) => [field.name, valueOf(field)])), focus: document.activeElement };
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!left || !builder() || event.detail.target !== builder()) return;
    const changed = fields().filter((field) => left.values.get(field.name) !== valueOf(field));
    const focus = document.activeElement;
    const moved = typing(focus) && builder().contains(focus) && (focus !== left.focus || changed.includes(focus));
    written = {
      form: builder(),
      values: changed.map((field) => [field.name, valueOf(field)]),
      focus: moved ? { name: focus.name, start: focus.selectionStart, end: focus.selectionEnd } : null,
    };
    if (changed.length) note(); // of a row that is taken out the way back is to undo it
  });
  document.addEventListener("htmx:afterSwap", () => {
    const kept = written;
    written = null;
    if (!kept || !builder() || kept.form === builder()) return;
    const back = kept.values.map(([name, value]) => [called(name), value]).filter(([field]) => field && !field.disabled);
    for (const [field, value] of back) {
      if (field.type === "checkbox") field.checked = value;
      else field.value = value;
    }
    const focus = kept.focus && called(kept.focus.name);
    if (focus) {
      builder().querySelectorAll("[autofocus]").forEach((field) => field.removeAttribute("autofocus"));
      focus.focus({ preventScroll: true });
      if (focus.setSelectionRange && kept.focus.start !== null) focus.setSelectionRange(kept.focus.start, kept.focus.end);
    }
    unsent = back.some(([field]) => field === focus) ? focus : null;
    toSend = back.some(([field]) => field !== focus);
  });
  document.addEventListener("focusout", (event) => {
    const field = unsent;
    unsent = null;
    if (field && field === event.target && field.isConnected) field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  // On a slow line somebody writes before this script is there to hear it, and a browser may fill in what it remembers: whatever
  // does not stand as the page came is sent now. The field that is being written in sends itself when it is left.
  const asItCame = (field) => {
    if (field.type === "checkbox") return field.checked === field.defaultChecked;
    if (field.options) {
      const first = [...field.options].findIndex((option) => option.defaultSelected);
      return field.selectedIndex === Math.max(first, 0);
    }
    return field.value === field.defaultValue;
  };
  const changedMeanwhile = () =>
    [...builder().elements].some(
      (field) => field.name && field.type !== "submit" && field !== document.activeElement && !asItCame(field),
    );

  // A page that is left, or loaded again, without having been saved says so when it comes back, and has it at hand.
  const unsaved = () => document.getElementById("builder-unsaved");
  window.addEventListener("pagehide", note);
  window.addEventListener("pageshow", () => {
    saving = false;
  });
  document.addEventListener("DOMContentLoaded", () => {
    mark();
    if (!builder()) return;
    try {
      memory = JSON.parse(sessionStorage.getItem(place)) ?? memory;
    } catch {
      memory = { last: null, before: [] };
    }
    if (changedMeanwhile()) again();
    else if (unsaved() && memory.last && !same(memory.last, now())) unsaved().hidden = false;
    note();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("#builder-unsaved button")) undo();
  });
})();
