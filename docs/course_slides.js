// Where words need more room than a slide has, its type is made smaller; then reveal.js begins.
document.documentElement.classList.add("measuring");
for (const page of document.querySelectorAll(".page")) {
  let size = 30;
  while (size > 14 && (page.scrollHeight > page.clientHeight || page.scrollWidth > page.clientWidth)) {
    size -= 1;
    page.style.fontSize = `${size}px`;
  }
}
document.documentElement.classList.remove("measuring");
Reveal.initialize({
  width: 1280, height: 720, margin: 0, center: false, hash: true, transition: "none",
  slideNumber: "c/t", pdfSeparateFragments: false,
});
