// Finds the largest type, up to 11 points, with which a handout fits on its page of A4 less the margins.
const body = document.querySelector(".one-page .body");
if (body) {
  const millimetre = body.getBoundingClientRect().width / 184;
  const room = 272 * millimetre - (body.getBoundingClientRect().top - document.body.getBoundingClientRect().top);
  const fits = () => body.scrollWidth <= body.clientWidth + 1;
  body.style.height = `${Math.floor(room)}px`;
  body.classList.add("divided"); // exercises have a column of their own, if the type can be large then
  for (let size = 11; size > 10 && (size === 11 || !fits()); size -= 0.1) body.style.fontSize = `${size}pt`;
  if (!fits()) body.classList.remove("divided");
  for (let size = 11; size > 6 && (size === 11 || !fits()); size -= 0.1) body.style.fontSize = `${size}pt`;
  document.documentElement.dataset.size = body.style.fontSize;
}
