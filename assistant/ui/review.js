// Runs for each of the tree, the source and the list of texts: tells the server what was chosen in it.
element.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-choose]");
  if (!chosen) return;
  const { choose, number } = chosen.dataset;
  if (choose === "remove" && !chosen.dataset.asked) {
    chosen.dataset.asked = "yes";
    chosen.textContent = "确定移除？";
    return;
  }
  trigger("select", { index: number, value: choose });
});

// The beginning of the chosen clause is brought into view on its leaf.
watch("value", () => {
  const mark = element.querySelector(".leaf mark");
  if (mark) mark.closest(".leaf").scrollTop = mark.offsetTop - mark.closest(".leaf").offsetTop - 24;
});
