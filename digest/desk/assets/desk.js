// The desk in the browser: sends what a form says, shows the page as it is then, and lets the keyboard do all of it.
"use strict";
(() => {
  const token = document.querySelector("meta[name=token]")?.content ?? "";
  const toast = document.querySelector(".toast");
  const words = document.body.dataset;
  const main = () => document.querySelector("main");
  let row = "", unsaved = 0, last = null, busy = Promise.resolve();

  const say = (text, bad) => {
    toast.textContent = text;
    toast.classList.toggle("bad", !!bad);
    clearTimeout(say.timer);
    say.timer = setTimeout(() => { toast.textContent = ""; }, bad ? 9000 : 2500);
  };

  // Rows: the one the keys act on keeps its place when the page is shown anew.
  const rows = () => [...document.querySelectorAll("main [data-row]")].filter((one) => one.offsetParent !== null);
  const current = () => rows().find((one) => one.dataset.row === row) ?? null;
  const choose = (one, focus = true, more = false) => {
    if (!one) return;
    if (!more || !from) from = more ? row : "";
    row = one.dataset.row;
    rows().forEach((other) => other.classList.remove("picked"));
    picked().forEach((other, _, all) => other.classList.toggle("picked", all.length > 1));
    rows().forEach((other) => other.setAttribute("aria-current", String(other === one)));
    if (focus) { one.focus({ preventScroll: true }); one.scrollIntoView({ block: "nearest" }); }
    document.dispatchEvent(new CustomEvent("chosen", { detail: one }));
  };
  const step = (by, more = false) => {
    const all = rows(), at = all.findIndex((one) => one.dataset.row === row);
    choose(all[Math.min(all.length - 1, Math.max(0, at < 0 ? 0 : at + by))], true, more);
  };
  // Lines that are chosen together: from where Shift was pressed first to the row that the keys act on.
  let from = "";
  const between = (one, other) => {
    const all = [...document.querySelectorAll("[data-pick] > [data-row]")], [a, b] = [one, other].map((at) => all.findIndex((each) => each.dataset.row === at));
    return a < 0 || b < 0 ? [] : all.slice(Math.min(a, b), Math.max(a, b) + 1);
  };
  const picked = () => between(from || row, row);

  // What was typed and not sent yet is never overwritten by an answer.
  const typed = () => [...document.querySelectorAll("main [data-dirty]")];
  const show = async (address = location.href, focus = true) => {
    const before = rows().findIndex((one) => one.dataset.row === row);
    const answer = await fetch(address, { headers: { "x-part": "main" } });
    if (answer.redirected && new URL(answer.url).pathname !== new URL(address, location.href).pathname) { location.reload(); return; }
    if (typed().length) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const open = [...document.querySelectorAll("main details[open][id]")].map((one) => one.id);
    const scroll = [...document.querySelectorAll("main .stick")].map((one) => one.scrollTop);
    for (const part of ["main", ".state", ".tabs", ".bar .issue"]) {
      const fresh = page.querySelector(part), old = document.querySelector(part);
      if (fresh && old) old.replaceWith(document.adoptNode(fresh));
    }
    open.forEach((id) => document.getElementById(id)?.setAttribute("open", ""));
    document.querySelectorAll("main .stick").forEach((one, k) => { one.scrollTop = scroll[k] ?? 0; });
    const there = rows();
    choose(current() ?? there[Math.min(Math.max(before, 0), there.length - 1)], focus && !document.querySelector("dialog[open]"));
    begin();
  };

  const send = async (form, more = {}) => {
    const body = new URLSearchParams(new FormData(form));
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    unsaved += 1;
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { "x-token": token } });
      const type = answer.headers.get("content-type") ?? "";
      const said = type.includes("json") ? await answer.json() : { message: await answer.text() };
      if (answer.status === 409) { conflict(form, said); return null; }
      if (!answer.ok) { say(said.message || words.failed, true); return null; }
      if (said.message) say(said.message);
      return said;
    } catch {
      say(words.lost, true);  // the desk was closed; what was typed stays in its field
      return null;
    } finally { unsaved -= 1; }
  };
  // A tool of the page view acts on the lines that are chosen, or on their article.
  const tooled = (tool) => {
    const at = current(), of = at?.dataset, kind = tool?.dataset.kind, value = tool?.dataset.value ?? "";
    if (!of) return null;
    const article = `article:${of.article ?? nearest(at)}`;
    const made = {
      line: () => ({ targets: picked().map((one) => one.dataset.target), values: of.article ? [value] : [value, article], seen: of.seen }),
      split: () => ({ targets: [article], values: value ? [of.target, value] : [of.target], seen: of.articleSeen }),
      above: () => of.above ? { targets: [`article:${of.above}`], values: [article], seen: "" } : null,
      below: () => of.below ? { targets: [article], values: [`article:${of.below}`], seen: of.articleSeen } : null,
      article: () => ({ targets: [article], values: [], seen: of.articleSeen }),
    }[kind]();
    if (!made || (kind !== "line" && !of.article)) { say(words.nothere, true); return null; }
    return { operation: tool.dataset.operation, targets: JSON.stringify(made.targets), values: JSON.stringify(made.values), seen: made.seen ?? "" };
  };
  const nearest = (line) => {
    for (let one = line; one; one = one.previousElementSibling) if (one.dataset.article) return one.dataset.article;
    return document.querySelector("[data-pick] > [data-article]")?.dataset.article ?? "";
  };
  const moved = (lines, article, behind) => {
    const form = document.getElementById("move");
    if (!lines.length) return;
    form.elements.targets.value = JSON.stringify(lines.map((one) => one.dataset.target));
    form.elements.values.value = JSON.stringify([`article:${article}`, behind]);
    form.requestSubmit();
  };
  const lastOf = (article) => [...document.querySelectorAll("[data-pick] > [data-article]")].filter((one) => one.dataset.article === article).at(-1)?.dataset.target ?? "";
  const later = (work) => { busy = busy.then(work, work); return busy; };

  const conflict = (form, said) => {
    const sheet = document.getElementById("conflict");
    sheet.querySelector("[data-theirs]").textContent = said.theirs;
    sheet.querySelector("[data-mine]").textContent = said.mine;
    sheet.querySelector("[data-who]").textContent = said.who;
    sheet.returnValue = "";
    sheet.onclose = () => {
      typed().forEach((one) => one.removeAttribute("data-dirty"));
      if (sheet.returnValue === "mine") later(async () => { if (await send(form, { seen: said.seen })) await show(); });
      else later(show);
    };
    sheet.showModal();
  };

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-do]")) return;
    event.preventDefault();
    const more = event.submitter?.name ? { [event.submitter.name]: event.submitter.value } : form.matches("[data-tools]") ? tooled(event.submitter) : {};
    if (!more) return;
    later(async () => {
      const sent = new FormData(form);
      const said = await send(form, more);
      if (!said) return;
      form.querySelectorAll("[data-dirty]").forEach((one) => { if (one.value === sent.get(one.name)) one.removeAttribute("data-dirty"); });
      if (form.closest("dialog")) form.closest("dialog").close();
      if (said.go) { history.pushState(null, "", said.go); row = ""; }
      await show();
      if (form.dataset.then === "next") step(0);
    });
  });

  // A field that saves itself: when it is left, and a while after the last key.
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!field.matches("main [data-save]")) return;
    field.dataset.dirty = "";
    document.querySelector(".saved").textContent = words.saving;
    clearTimeout(field.timer);
    field.timer = setTimeout(() => save(field), 900);
  });
  const save = (field) => {
    clearTimeout(field.timer);
    if (!("dirty" in field.dataset) || !field.form) return;
    later(async () => {
      if (!("dirty" in field.dataset)) return;
      const value = field.value, said = await send(field.form);
      if (!said) return;
      if (field.value === value) field.removeAttribute("data-dirty");
      if (said.seen !== undefined && field.form.elements.seen) field.form.elements.seen.value = said.seen;
      document.querySelector(".saved").textContent = words.saved;
      if (document.activeElement !== field) await show(location.href, false);
    });
  };
  document.addEventListener("focusout", (event) => { if (event.target.matches?.("main [data-save]")) save(event.target); });
  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-move]") && event.target.value) { moved(picked(), event.target.value, lastOf(event.target.value)); event.target.value = ""; event.target.blur(); }
    if (event.target.matches("main select[data-save]")) { event.target.dataset.dirty = ""; save(event.target); }
    if (event.target.matches("select[data-week]")) event.target.form.requestSubmit();
    if (event.target.matches("select[data-go]")) location.href = event.target.value;
  });
  addEventListener("beforeunload", (event) => { if (unsaved || typed().length) event.preventDefault(); });

  // Keys. What deletes has a letter of its own and never one that the browser or Windows knows.
  document.addEventListener("keydown", (event) => {
    const writing = event.target.matches?.("input:not([type=checkbox]), textarea, select");
    if (event.key === "Escape" && writing) { event.target.blur(); return; }
    if (event.isComposing) return;
    if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "z" && !writing) {
      event.preventDefault();
      document.querySelector(event.shiftKey ? ".state [data-key=U]" : ".state [data-key=u]")?.click();
      return;
    }
    if (event.ctrlKey && event.key === "Enter" && writing && event.target.form) { event.preventDefault(); event.target.form.requestSubmit(); return; }
    if (writing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "?") { event.preventDefault(); help(); return; }
    if (["ArrowDown", "j"].includes(event.key) && rows().length) { event.preventDefault(); step(1, event.shiftKey); return; }
    if (["ArrowUp", "k"].includes(event.key) && rows().length) { event.preventDefault(); step(-1, event.shiftKey); return; }
    const key = event.key === "Enter" && event.target.matches("button, a, summary") ? "" : event.key;
    const named = (place) => key && [...(place?.querySelectorAll("[data-key]") ?? [])].find((one) => one.dataset.key === key && !one.disabled && (one.offsetParent !== null || one.closest(".bar")));
    const found = named(current()) || named(main()) || named(document.querySelector(".bar"));
    if (!found) return;
    event.preventDefault();
    found.closest("details")?.setAttribute("open", "");
    if (found.matches("input, textarea, select")) { found.focus(); found.select?.(); } else found.click();
  });
  const help = () => {
    const sheet = document.getElementById("help"), list = sheet.querySelector("[data-here]");
    const seen = new Map();
    document.querySelectorAll("main [data-key], .bar [data-key]").forEach((one) => {
      const label = one.dataset.label || one.textContent.replace(one.querySelector("kbd")?.textContent ?? "", "").trim();
      if (!seen.has(one.dataset.key)) seen.set(one.dataset.key, label);
    });
    list.replaceChildren(...[...seen].map(([key, label]) => {
      const line = document.createElement("li"), cap = document.createElement("kbd");
      cap.textContent = key === " " ? "Space" : key;
      line.append(cap, label);
      return line;
    }));
    sheet.showModal();
  };

  document.addEventListener("click", (event) => {
    const at = event.target;
    const asked = at.closest("[data-open]");
    if (asked) {
      const sheet = document.getElementById(asked.dataset.open);
      if (sheet.matches("dialog")) { if (!sheet.open) sheet.showModal(); } else { sheet.toggleAttribute("hidden"); }
      sheet.querySelector("input:not([type=hidden]), textarea, select")?.focus();
      return;
    }
    if (at.closest("[data-close]")) { at.closest("dialog").close(); return; }
    if (at.closest("[data-help]")) { help(); return; }
    if (at.closest("[data-next]")) {
      const all = rows(), here = all.findIndex((one) => one.dataset.row === row);
      const open = [...all.slice(here + 1), ...all.slice(0, here + 1)].find((one) => "unsure" in one.dataset);
      if (open) choose(open); else { const go = at.closest("[data-next]").dataset.next; if (go) location.href = go; else say(words.none); }
      return;
    }
    const line = at.closest("rect[data-line]");
    if (line) { choose(rows().find((one) => one.dataset.row === line.dataset.line)); return; }
    const of = at.closest("main [data-row]");
    if (of && event.shiftKey && of.closest("[data-pick]")) { event.preventDefault(); choose(of, true, true); return; }
    if (of && !at.closest("button, a, input, textarea, select, summary")) choose(of);
    else if (of) choose(of, false);
  });
  document.addEventListener("focusin", (event) => {
    const of = event.target.closest?.("main [data-row]");
    if (of && of.dataset.row !== row) choose(of, false);
  });

  // A statement lights its place in the text up.
  document.addEventListener("chosen", (event) => {
    document.querySelectorAll("mark[data-of].now").forEach((one) => one.classList.remove("now"));
    document.querySelectorAll("mark.because").forEach((one) => one.classList.remove("because"));
    const marks = [...document.querySelectorAll("mark")].filter((one) => one.dataset.of === event.detail.dataset.row);
    marks.forEach((one) => one.classList.add("now"));
    const article = event.detail.dataset.article;
    document.querySelectorAll("rect[data-line]").forEach((one) => {
      const held = article && document.querySelector(`[data-pick] > [data-row="${CSS.escape(one.dataset.line)}"]`)?.dataset.article === article;
      one.classList.toggle("mine", !!held);
      one.classList.toggle("now", one.dataset.line === event.detail.dataset.row);
    });
    const place = document.querySelector("rect.lit") ?? document.querySelector("rect.now");
    if (place) { const held = place.closest(".stick"), a = place.getBoundingClientRect(), b = held.getBoundingClientRect(); if (a.top < b.top || a.bottom > b.bottom) held.scrollTop += a.top - b.top - b.height / 3; }
    (event.detail.dataset.because ?? "").split(" ").filter(Boolean).forEach((at) => document.querySelectorAll(`mark[data-at="${CSS.escape(at)}"]`).forEach((one) => one.classList.add("because")));
    marks[0]?.scrollIntoView({ block: "nearest" });
  });

  // What can be changed of the item that was chosen is fetched beside the list.
  let wanted = "";
  document.addEventListener("chosen", (event) => {
    const address = event.detail.dataset.detail, pane = document.getElementById("detail");
    if (!address || !pane || pane.dataset.of === (event.detail.dataset.pane ?? event.detail.dataset.row)) return;
    wanted = address;
    clearTimeout(show.detail);
    show.detail = setTimeout(async () => {
      if (typed().length) return;
      history.replaceState(null, "", address);
      const answer = await fetch(address, { headers: { "x-part": "detail" } });
      if (!answer.ok || wanted !== address || typed().length) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("detail");
      const old = document.getElementById("detail");
      if (fresh && old && !old.contains(document.activeElement)) old.replaceWith(document.adoptNode(fresh));
    }, 60);
  });

  // Dragging: an item to another place, a file onto the desk.
  let dragged = null;
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.("[data-edge], [data-drag]");
    if (dragged) { dragged.classList.add("dragging"); event.dataTransfer.effectAllowed = "move"; event.dataTransfer.setData("text/plain", dragged.dataset.drag ?? ""); }
  });
  document.addEventListener("dragend", () => { dragged?.classList.remove("dragging"); dragged = null; document.querySelectorAll(".into").forEach((one) => one.classList.remove("into")); });
  document.addEventListener("dragover", (event) => {
    const zone = document.querySelector(".drop");
    if (dragged) {
      const over = event.target.closest?.(dragged.dataset.edge ? "[data-pick] > [data-row]" : "[data-drop]");
      document.querySelectorAll(".into").forEach((one) => one.classList.toggle("into", one === over));
      if (over && over !== dragged) { event.preventDefault(); over.classList.add("into"); }
    } else if (zone && event.dataTransfer?.types.includes("Files")) { event.preventDefault(); zone.classList.add("over"); }
  });
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) document.querySelector(".drop")?.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    const over = event.target.closest?.("[data-drop]"), zone = document.querySelector(".drop");
    const line = event.target.closest?.("[data-pick] > [data-row]");
    if (dragged?.dataset.edge && line) {
      event.preventDefault();
      bounded(dragged.closest("[data-row]"), line);
    } else if (dragged && over && over.closest("[data-pick]")) {
      event.preventDefault();
      const lines = dragged.classList.contains("picked") ? picked() : [dragged], [article, behind] = JSON.parse(over.dataset.drop);
      if (!lines.includes(over)) moved(lines, article.slice("article:".length), behind);
    } else if (dragged && over) {
      event.preventDefault();
      const form = document.getElementById("move");
      form.elements.target.value = dragged.dataset.drag;
      form.elements.values.value = over.dataset.drop;
      row = dragged.dataset.row ?? row;
      form.requestSubmit();
    } else if (zone && event.dataTransfer?.files.length) {
      event.preventDefault();
      zone.classList.remove("over");
      hand([...event.dataTransfer.files]);
    }
  });
  // The boundary of two articles was dragged: the lines between go to the one on the other side of it.
  const bounded = (first, to) => {
    const all = rows(), lines = between(first.dataset.row, to.dataset.row), up = all.indexOf(to) < all.indexOf(first);
    if (up) moved(lines.filter((one) => one !== first && one.dataset.article === first.dataset.above), first.dataset.article, "");
    else moved(lines.filter((one) => one !== to && one.dataset.article === first.dataset.article), first.dataset.above, lastOf(first.dataset.above));
  };
  document.addEventListener("change", (event) => { if (event.target.matches("input[type=file][data-hand]")) hand([...event.target.files]); });
  const hand = async (files) => {
    const refused = [];
    for (const [k, file] of files.entries()) {
      say(`${words.handing} ${k + 1}/${files.length}　${file.name}`);
      try {
        const answer = await fetch(`/hand-in?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file, headers: { "x-token": token } });
        if (!answer.ok) refused.push((await answer.json()).message);
      } catch { refused.push(file.name); }
    }
    await fetch("/read", { method: "POST", headers: { "x-token": token } });
    if (refused.length) say(refused.join("\n"), true);
    await show();
  };

  // While sources are read: how far it is; else whether somebody else changed something.
  const watch = async () => {
    try {
      const answer = await fetch("/progress");
      if (!answer.ok) return;
      const now = await answer.json();
      const bar = document.querySelector("progress[data-reading]");
      if (bar) {
        bar.max = Math.max(1, now.of);
        bar.value = now.done;
        document.querySelector("[data-stage]").textContent = now.stage;
      }
      if (last !== null && now.version !== last && !unsaved && !typed().length && !document.querySelector("dialog[open]")) { last = now.version; await later(() => show(location.href, false)); }
      last = now.version;
      if (now.busy || document.visibilityState === "visible") watch.timer = setTimeout(watch, now.busy ? 400 : 4000);
    } catch { watch.timer = setTimeout(watch, 4000); }
  };
  document.addEventListener("visibilitychange", () => { clearTimeout(watch.timer); if (document.visibilityState === "visible" && token) watch(); });
  addEventListener("popstate", () => location.reload());

  // A frame whose page takes a while to be rendered gets it when it is there; of what else was asked for nothing waits.
  const fill = async (frame) => {
    try {
      while (frame.isConnected && (await fetch(frame.dataset.when, { method: "HEAD" })).status === 202) await new Promise((done) => setTimeout(done, 150));
      if (frame.isConnected) frame.src = frame.dataset.when;
    } catch { say(words.lost, true); }
  };
  const begin = () => {
    document.querySelectorAll("main [data-row]").forEach((one) => { if (!one.matches("a, button")) one.tabIndex = -1; });
    document.querySelectorAll("iframe[data-when]:not([src])").forEach(fill);
  };
  begin();
  const first = location.hash.length > 1 ? rows().find((one) => one.dataset.row === decodeURIComponent(location.hash.slice(1))) : null;
  const lit = rows().find((one) => "lit" in one.dataset);
  if (rows().length) choose(first ?? lit ?? rows()[0], !!(first ?? lit));
  if (token) { clearTimeout(watch.timer); watch(); }
})();
