// Clicks on [n] show the cited clause; 复制引文 copies the quote with its address, or the form chosen beside it.
document.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-cite]");
  if (mark) {
    const { exchange } = mark.closest("[data-exchange]").dataset;
    const card = document.querySelector(`.cited[data-exchange="${exchange}"] #cite-${mark.dataset.cite}`);
    if (!card) return; // the clauses of another answer are shown; citing.js asks for these
    document.querySelectorAll(".card.found").forEach((other) => other.classList.remove("found"));
    card.classList.add("found");
    card.scrollIntoView({ block: "nearest" });
    return;
  }
  const copy = event.target.closest("[data-copy], [data-link]");
  if (copy) {
    copyText(copy.dataset.copy ?? new URL(copy.dataset.link, location.href).href).then(
      () => { copy.textContent = "已复制"; },
      () => { copy.textContent = "复制失败，请手动选取"; },
    );
  }
});

document.addEventListener("change", (event) => {
  if (!event.target.matches("select.copied")) return;
  const copy = event.target.parentElement.querySelector("[data-copy]");
  copy.dataset.copy = event.target.value;
  copy.textContent = "复制引文";
});

async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  const copied = document.execCommand("copy");
  area.remove();
  if (!copied) throw new Error("copy refused");
}

// A new question is brought to the top of the conversation, so that its answer is read from its first line.
let questions = 0;
new MutationObserver(() => {
  const asked = document.querySelectorAll(".asked");
  if (asked.length !== questions && asked.length) asked[0].parentElement.scrollTop = asked[asked.length - 1].offsetTop - asked[0].parentElement.offsetTop - 12;
  questions = asked.length;
}).observe(document.documentElement, { childList: true, subtree: true });

// In a review, the chosen clause is shown in the tree and its source is brought into view; a page can be enlarged.
document.addEventListener("click", (event) => {
  const chosen = event.target.closest('[data-choose="clause"]');
  if (chosen) {
    const entry = document.querySelector(`.tree .entry[data-number="${chosen.dataset.number}"]`);
    document.querySelectorAll(".entry.found").forEach((other) => other.classList.remove("found"));
    entry.classList.add("found");
    (entry === chosen ? document.querySelector(".source-side") : entry).scrollIntoView({ block: "nearest" });
  }
  if (event.target.matches("img.scan")) event.target.classList.toggle("large");
});

// A new conversation is no longer the answer that a link has opened.
document.addEventListener("click", (event) => {
  if (event.target.closest("#clear") && location.search) history.replaceState(null, "", location.pathname);
});
