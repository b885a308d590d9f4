// Where words need more room than a slide has, its type is made smaller; then reveal.js begins.
document.documentElement.classList.add("measuring");
const over = (element) => element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth;
for (const page of document.querySelectorAll(".page")) {
  const body = page.querySelector(".body");
  let size = 30;
  while (size > 14 && (over(page) || body.scrollWidth > body.clientWidth)) {
    size -= 1;
    page.style.fontSize = `${size}px`;
  }
}
document.documentElement.classList.remove("measuring");
Reveal.initialize({
  width: 1280, height: 720, margin: 0, center: false, hash: true, transition: "none",
  slideNumber: "c/t", pdfSeparateFragments: false,
});
