// Runs for the conversation and for the cited clauses: a mark of an answer whose clauses are not shown asks for them.
element.addEventListener("click", (event) => {
  const mark = event.target.closest("[data-cite]");
  if (!mark) return;
  const { exchange } = mark.closest("[data-exchange]").dataset;
  if (exchange !== document.querySelector(".cited").dataset.exchange) trigger("select", { index: Number(exchange), value: mark.dataset.cite });
});

// The clause that was asked for is brought into view.
watch("value", () => element.querySelector(".card.found")?.scrollIntoView({ block: "nearest" }));
