/* Passkeys: a form with data-passkey ("get" or "create") asks the browser and sends its answer. */
"use strict";
(() => {
  const canAsk = "PublicKeyCredential" in window && "parseRequestOptionsFromJSON" in PublicKeyCredential;

  async function answerOf(form) {
    const { publicKey } = JSON.parse(form.dataset.options);
    if (form.dataset.passkey === "create") {
      const wanted = PublicKeyCredential.parseCreationOptionsFromJSON(publicKey);
      return navigator.credentials.create({ publicKey: wanted });
    }
    return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey) });
  }

  function prepare(form) {
    const trouble = form.querySelector("[data-passkey-trouble]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      trouble.hidden = true;
      try {
        const answer = await answerOf(form);
        form.querySelector("[data-passkey-answer]").value = JSON.stringify(answer.toJSON());
        form.submit();
      } catch {
        trouble.hidden = false;
      }
    });
  }

  if (canAsk) document.querySelectorAll("form[data-passkey]").forEach(prepare);
})();
