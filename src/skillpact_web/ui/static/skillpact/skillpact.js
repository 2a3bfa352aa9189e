// Small helps over pages that work without: where the focus goes, what a failed request says, a list of found skills.
"use strict";
(() => {
  const say = (name) => {
    const box = document.getElementById("messages");
    if (!box) return;
    const line = document.createElement("p");
    line.className = "message error";
    line.textContent = box.dataset[name];
    box.replaceChildren(line);
  };
  document.addEventListener("htmx:sendError", () => say("failed"));
  document.addEventListener("htmx:responseError", () => say("refused"));

  // After a change the focus goes to what changed, where the fragment marks it.
  document.addEventListener("htmx:afterSettle", (event) => {
    const place = event.detail.elt;
    const target = place.matches?.("[data-focus]") ? place : place.querySelector?.("[data-focus]");
    if (!target) return;
    if (!target.hasAttribute("tabindex") && target.tabIndex < 0) target.setAttribute("tabindex", "-1");
    target.focus();
  });

  // Rows that become cards on a phone stay rows to a screen reader, and each cell names its column.
  const nameCells = (root) => {
    for (const table of root.querySelectorAll("table.stack")) {
      const heads = [...table.querySelectorAll("thead th")].map((head) => head.textContent.replace(/[▲▼]/u, "").trim());
      const roles = { THEAD: "rowgroup", TBODY: "rowgroup", TR: "row", TD: "cell" };
      table.setAttribute("role", "table");
      for (const part of table.querySelectorAll("thead, tbody, tr, td")) part.setAttribute("role", roles[part.tagName]);
      for (const head of table.querySelectorAll("th")) {
        head.setAttribute("role", head.scope === "row" ? "rowheader" : "columnheader");
      }
      for (const cell of table.querySelectorAll("tbody td:not([data-label], [colspan])")) {
        if (heads[cell.cellIndex]) cell.dataset.label = heads[cell.cellIndex];
      }
    }
  };
  nameCells(document);
  document.addEventListener("htmx:load", (event) => nameCells(event.detail.elt.parentElement || document));

  // A link to a field focuses it also where the browser only scrolls.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".error-summary a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    field.scrollIntoView({ block: "center" });
  });

  // A form is sent once, however often its button is pressed; the server knows a repeat as well.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.matches("[hx-post]")) return;
    if (form.dataset.sent) event.preventDefault();
    form.dataset.sent = "yes";
    window.setTimeout(() => delete form.dataset.sent, 4000);
  });

  // Words → a list of what was found: arrows move, Enter takes, Escape closes.
  const parts = (input) => ({
    list: document.getElementById(input.getAttribute("aria-controls")),
    value: document.getElementById(input.dataset.valueField),
  });
  const options = (list) => [...list.querySelectorAll("[role=option]")];
  const close = (input) => {
    parts(input).list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const take = (input, option) => {
    input.value = option.dataset.label;
    parts(input).value.value = option.dataset.value;
    close(input);
    input.focus();
  };
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.target.matches("[data-picker]")) event.detail.parameters = { q: event.target.value };
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    const list = event.detail.target;
    const input = list.id && document.querySelector(`[data-picker][aria-controls="${CSS.escape(list.id)}"]`);
    if (!input) return;
    list.querySelectorAll("option").forEach((found) => {
      const line = document.createElement("li");
      line.setAttribute("role", "option");
      line.dataset.label = found.value;
      line.dataset.value = found.dataset.uri || "";
      line.textContent = found.textContent ? `${found.value} · ${found.textContent}` : found.value;
      found.replaceWith(line);
    });
    options(list).forEach((option, place) => { option.id = `${list.id}-${place}`; });
    const isOpen = options(list).length > 0 && document.activeElement === input;
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    input.removeAttribute("aria-activedescendant");
  });
  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-picker]")) parts(event.target).value.value = "";
  });
  document.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches?.("[data-picker]") || parts(input).list.hidden) return;
    const found = options(parts(input).list);
    const at = found.findIndex((option) => option.id === input.getAttribute("aria-activedescendant"));
    if (event.key === "Escape") close(input);
    else if (event.key === "Enter" && at >= 0) take(input, found[at]);
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const step = event.key === "ArrowDown" ? 1 : -1;
      const next = found[at < 0 ? (step > 0 ? 0 : found.length - 1) : (at + step + found.length) % found.length];
      found.forEach((option) => option.setAttribute("aria-selected", String(option === next)));
      input.setAttribute("aria-activedescendant", next.id);
      next.scrollIntoView({ block: "nearest" });
    } else return;
    event.preventDefault();
  });
  document.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    const list = option?.closest("[role=listbox]");
    const input = list && document.querySelector(`[data-picker][aria-controls="${CSS.escape(list.id)}"]`);
    if (input) {
      event.preventDefault();
      take(input, option);
    }
  });
  document.addEventListener("focusout", (event) => {
    if (event.target.matches?.("[data-picker]")) close(event.target);
  });
})();
