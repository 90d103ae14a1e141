/* Progressive enhancement only: every page works without this file. */
"use strict";
(() => {
  const word = (name) => document.body.dataset["word" + name];
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const isTyping = (target) => target.closest("input:not([type=checkbox],[type=radio]), textarea, select, [contenteditable]");

  function textOf(place) {
    if ("value" in place) return place.value.trim();
    const copy = place.cloneNode(true);
    all("br", copy).forEach((line) => line.replaceWith("\n"));
    return copy.textContent.trim();
  }

  function announce(text) {
    const line = document.createElement("p");
    line.textContent = text;
    document.querySelector("[data-announcer]")?.replaceChildren(line);
    setTimeout(() => line.remove(), 6000);
  }

  function sentenceIn(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    return page.querySelector("[data-sentence], [data-error-summary] li")?.textContent.trim();
  }

  /* Autosave: 2 s after typing stops, on leaving a field, and when the page is put away. */
  function keep(form) {
    const display = form.querySelector("[data-saved]");
    let timer = 0, isDirty = false, isStopped = false, isSignedOut = false, underWay = null;

    function show(state, text) {
      if (!display) return;
      display.dataset.state = state;
      display.textContent = text;
    }

    async function answerOf(response) {
      if (response.headers.get("Content-Type")?.includes("json")) return response.json();
      const html = await response.text();
      const saved = new DOMParser().parseFromString(html, "text/html").querySelector("[data-saved-at]");
      return { saved_at: saved?.dataset.savedAt, version: saved?.dataset.version, sentence: sentenceIn(html) };
    }

    async function send() {
      const data = new FormData(form);
      all("input[type=file]", form).forEach((input) => data.delete(input.name));
      isDirty = false;
      show("saving", word("Saving"));
      try {
        const response = await fetch(form.dataset.autosaveUrl, {
          method: "POST", body: data, redirect: "manual", keepalive: document.hidden,
          headers: { "X-Requested-With": "XMLHttpRequest", Accept: "application/json" },
        });
        if (response.type === "opaqueredirect" || response.status === 401) {
          isDirty = isSignedOut = true;
          show("failed", word("SignedOut"));
          return askToSignIn(goOn);
        }
        const answer = await answerOf(response);
        if (response.status === 409) {
          isStopped = true;
          return show("failed", answer.sentence || word("Conflict"));
        }
        if (!response.ok) return show("failed", answer.sentence || word("Failed"));
        if (answer.version && form.elements.version) form.elements.version.value = answer.version;
        show("done", `${word("Saved")} ${answer.saved_at}`);
      } catch {
        isDirty = true;
        show("failed", word("Unsaved"));
      }
    }

    function goOn() {
      isSignedOut = false;
      save();
    }

    function save() {
      clearTimeout(timer);
      if (!isDirty || isStopped || isSignedOut || underWay || form.dataset.sent) return;
      underWay = send().finally(() => {
        underWay = null;
        if (isDirty && !isSignedOut) timer = setTimeout(save, 2000);
      });
    }

    form.addEventListener("input", (event) => {
      if (event.target.type === "file") return;
      isDirty = true;
      clearTimeout(timer);
      timer = setTimeout(save, 2000);
    });
    form.addEventListener("focusout", save);
    addEventListener("online", save);
    document.addEventListener("visibilitychange", () => document.hidden && save());
    // A step sent while a save is under way would carry the old version number.
    form.addEventListener("submit", (event) => {
      clearTimeout(timer);
      if (!underWay && !isSignedOut) return;
      event.preventDefault();
      event.stopPropagation();
      if (isSignedOut) return askToSignIn(goOn);
      const { submitter } = event;
      underWay.then(() => isSignedOut || form.requestSubmit(submitter));
    });
  }

  const tokenOf = (page) => page.querySelector("input[name=csrfmiddlewaretoken]")?.value;

  async function pageAt(address) {
    return new DOMParser().parseFromString(await (await fetch(address)).text(), "text/html");
  }

  /* Sign in over the page, so that what is typed on it stays; then the page's tokens are renewed. */
  function askToSignIn(then) {
    const dialog = document.querySelector("dialog[data-sign-in]");
    if (!dialog || dialog.open) return;
    const form = dialog.querySelector("form");
    const say = (text) => { dialog.querySelector("[data-sign-in-error]").textContent = text; };

    let secondStep = null;

    /* The second step, when the house asks for it, takes the place of e-mail and password. */
    function turnTo(step) {
      secondStep = step;
      all("[data-step]", dialog).forEach((part) => {
        part.hidden = part.dataset.step !== (step ? "second" : "first");
        all("input", part).forEach((input) => { input.disabled = part.hidden; });
      });
      dialog.querySelector("[data-step]:not([hidden]) input:not([value])")?.focus();
    }

    async function signIn() {
      const data = new FormData(form);
      const address = secondStep?.getAttribute("action") || form.action;
      data.set("csrfmiddlewaretoken", tokenOf(await pageAt(address)));
      const answer = await fetch(address, { method: "POST", body: data, redirect: "manual" });
      if (answer.type !== "opaqueredirect") return say(sentenceIn(await answer.text()) || word("Failed"));
      const page = await pageAt(location.pathname);
      turnTo(page.querySelector("form[data-second-step]"));
      if (secondStep) return;
      const token = tokenOf(page);
      all("input[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
      form.elements.password.value = form.elements.code.value = "";
      dialog.close();
      then();
    }

    form.onsubmit = (event) => {
      event.preventDefault();
      say("");
      signIn().catch(() => say(word("Unsaved")));
    };
    dialog.querySelector("[data-close]").onclick = () => dialog.close();
    dialog.showModal();
  }

  /* Characters left, for [data-counter="1500"]. */
  function count(area) {
    const line = document.createElement("p");
    const most = Number(area.dataset.counter);
    line.className = "counter";
    area.after(line);
    let timer = 0;
    const update = () => {
      const left = most - area.value.length;
      line.toggleAttribute("data-over", left < 0);
      line.textContent = `${Math.abs(left).toLocaleString(document.documentElement.lang)} ${word(left < 0 ? "Over" : "Left")}`;
      clearTimeout(timer);
      if (left < most / 10 && document.activeElement === area) timer = setTimeout(() => announce(line.textContent), 1500);
    };
    area.addEventListener("input", update);
    update();
  }

  /* Only the button that was pressed says that work is under way; a second press does nothing. */
  function guard(event) {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "repeatable" in form.dataset) return;
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "true";
    event.submitter?.setAttribute("aria-busy", "true");
  }

  function release(root = document) {
    all("[aria-busy=true]", root).forEach((button) => button.removeAttribute("aria-busy"));
    all("form[data-sent]", root).forEach((form) => delete form.dataset.sent);
  }

  function copyText(button) {
    const wanted = button.dataset.copyText;
    const source = wanted.startsWith("#") && document.querySelector(wanted);
    const text = source ? textOf(source) : wanted;
    navigator.clipboard.writeText(text).then(() => announce(word("Copied")), () => announce(word("Failed")));
  }

  function copyFrom(button) {
    const source = document.querySelector(button.dataset.copyFrom);
    const area = document.querySelector(button.dataset.copyTo);
    area.value = [area.value.trim(), textOf(source)].filter(Boolean).join("\n\n");
    area.dispatchEvent(new Event("input", { bubbles: true }));
    area.focus();
  }

  function selectAll(box) {
    all(`input[type=checkbox][name="${box.dataset.selectAll}"]`, box.form ?? document)
      .forEach((other) => { other.checked = box.checked; });
  }

  function countSelected() {
    all("[data-selected-count]").forEach((place) => {
      place.textContent = all(`input[name="${place.dataset.selectedCount}"]:checked`).length;
    });
  }

  /* What is typed into a field, shown as it is typed where [data-mirror="#field"] stands. */
  function mirror({ target }) {
    if (!target.id) return;
    all(`[data-mirror="#${CSS.escape(target.id)}"]`).forEach((place) => { place.textContent = target.value.trim(); });
  }

  /* Bring the reader to what has changed: first the errors, then a marked heading. */
  function focusIn(root) {
    const place = root.querySelector("[data-error-summary]") ?? root.querySelector("[data-focus]");
    if (!place) return;
    place.setAttribute("tabindex", "-1");
    place.focus();
  }

  function prepare(root) {
    all("form[data-autosave-url]:not([data-kept])", root).forEach((form) => { form.dataset.kept = ""; keep(form); });
    all("[data-counter]:not([data-counted])", root).forEach((area) => { area.dataset.counted = ""; count(area); });
    all("[data-copy-from], [data-copy-text]", root).forEach((button) => { button.hidden = false; });
    countSelected();
  }

  document.addEventListener("click", (event) => {
    const { target } = event;
    all("[data-menu][open]").forEach((menu) => menu.contains(target) || menu.removeAttribute("open"));
    const button = target.closest("[data-copy-text], [data-copy-from], [data-print]");
    if (button?.dataset.copyText) copyText(button);
    if (button?.dataset.copyFrom) copyFrom(button);
    if (button && "print" in button.dataset) print();
    const link = target.closest("[data-error-summary] a");
    const place = link && document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!place) return;
    event.preventDefault();
    place.scrollIntoView({ block: "center" });
    (place.matches("input, select, textarea") ? place : place.querySelector("input, select, textarea"))?.focus();
  });
  document.addEventListener("change", ({ target }) => {
    if (target.dataset?.selectAll) selectAll(target);
    countSelected();
  });
  document.addEventListener("input", mirror);
  document.addEventListener("submit", guard);

  /* Ctrl-K always; "/" and [data-key] (several names, parted by spaces) unless typing or <body data-shortcuts="off">. */
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      const menu = document.querySelector("[data-menu][open], .sheet[open]");
      menu?.removeAttribute("open");
      menu?.querySelector("summary").focus();
      return;
    }
    const search = document.querySelector("[data-search]");
    const isCommand = event.ctrlKey || event.metaKey;
    const isPlain = !isCommand && !event.altKey && !isTyping(event.target) && document.body.dataset.shortcuts !== "off";
    if ((isCommand && event.key.toLowerCase() === "k") || (isPlain && event.key === "/")) {
      if (!search?.checkVisibility()) return;
      event.preventDefault();
      search.focus();
    } else if (isPlain && /^([a-z?]|Arrow(Left|Right)|Page(Up|Down))$/i.test(event.key)) {
      const button = document.querySelector(`[data-key~="${event.key.toLowerCase()}"]`);
      if (!button) return;
      event.preventDefault();
      if (!fillFirst(button)) button.click();
    }
  });

  /* A button that needs words opens the places for them, as long as nothing stands there. */
  function fillFirst(button) {
    const places = button.dataset.first ? all(button.dataset.first, button.form ?? document) : [];
    const inputs = places.flatMap((place) => all("input, textarea", place));
    const isFilled = inputs.some((input) => (input.type === "checkbox" ? input.checked : input.value.trim()));
    if (!inputs.length || isFilled) return false;
    places.forEach((place) => { place.open = true; });
    inputs[0].focus();
    return true;
  }

  /* What can be done only for some seconds goes away with them. */
  all("[data-passing]").forEach((place) => setTimeout(() => place.remove(), Number(place.dataset.passing) * 1000));

  /* How far an upload is, for a part marked [data-upload] with a progress element. */
  document.addEventListener("htmx:xhr:progress", ({ target, detail }) => {
    const bar = target.closest("[data-upload]")?.querySelector("progress");
    if (!bar || !detail.lengthComputable) return;
    bar.hidden = false;
    bar.max = detail.total;
    bar.value = Math.max(bar.value, detail.loaded);
  });
  document.addEventListener("htmx:oobAfterSwap", ({ target }) => focusIn(target));

  addEventListener("pageshow", () => release());
  document.addEventListener("htmx:afterRequest", () => release());
  document.addEventListener("htmx:afterSettle", ({ target }) => { prepare(target); focusIn(target); });
  document.addEventListener("htmx:responseError", ({ detail }) => announce(sentenceIn(detail.xhr.responseText) || word("Failed")));
  document.addEventListener("htmx:sendError", () => announce(word("Failed")));
  prepare(document);
  const summary = document.querySelector("[data-error-summary]");
  summary?.focus();
})();
