// Comforts that the pages also do without: a quiz counts its answers, what scrolls sideways can take the focus, a link
// into a page stays right while its figures draw themselves, and two of the theme's buttons work under the page's policy.

function keepScore(section) {
  const questions = [...section.querySelectorAll(".choices.quiz")];
  const place = `quiz ${location.pathname}`;
  const nameOf = (question) => [...question.querySelectorAll("summary")].map((s) => s.textContent.trim()).join(" | ");
  let first = JSON.parse(localStorage.getItem(place) ?? "{}"); // question: number of the choice that was opened first

  const line = document.createElement("p"), score = document.createElement("span"), again = document.createElement("button");
  line.className = "quiz-score";
  score.setAttribute("role", "status");
  again.type = "button";
  again.textContent = "Start again";
  line.append(score, again);
  section.querySelector("h2, h3").after(line);

  function update() {
    const chosen = questions.map((question) => question.querySelectorAll(".choice")[first[nameOf(question)]]);
    const answered = chosen.filter(Boolean), right = answered.filter((choice) => choice.classList.contains("right"));
    score.textContent = `${answered.length} of ${questions.length} answered, ${right.length} right at the first try`;
    again.hidden = answered.length === 0;
    return answered;
  }

  for (const question of questions) {
    question.querySelectorAll(".choice").forEach((choice, number) => choice.addEventListener("toggle", () => {
      if (!choice.open || nameOf(question) in first) return;
      first[nameOf(question)] = number;
      localStorage.setItem(place, JSON.stringify(first));
      update();
    }));
  }
  again.addEventListener("click", () => {
    first = {};
    localStorage.removeItem(place);
    for (const choice of section.querySelectorAll(".choice")) choice.open = false;
    questions[0].querySelector("summary").focus();
    update();
  });
  for (const choice of update()) choice.open = true;
}

function stayAt(target) {
  const hold = new ResizeObserver(() => target.scrollIntoView({ behavior: "instant" }));
  hold.observe(document.body);
  for (const event of ["wheel", "touchstart", "pointerdown", "keydown"]) {
    addEventListener(event, () => hold.disconnect(), { once: true, passive: true }); // the reader has taken over
  }
}

function reachByKeyboard(box) {
  if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
  else box.removeAttribute("tabindex");
}

for (const section of document.querySelectorAll("section")) {
  const isQuiz = /^quiz\b/i.test(section.querySelector(":scope > :is(h2, h3)")?.textContent ?? "");
  if (isQuiz && section.querySelector(".choices.quiz")) keepScore(section);
}

const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
if (target) stayAt(target);

// The theme does this for code, too, but late, and not for code that unfolds.
const sizes = new ResizeObserver((entries) => entries.forEach((entry) => reachByKeyboard(entry.target)));
for (const box of document.querySelectorAll("pre, div.math mjx-container, .bertviz")) sizes.observe(box);

// The theme wrote their code into attributes, where the policy forbids it.
document.querySelector(".btn-fullscreen-button")?.addEventListener("click", () => toggleFullScreen());
document.querySelector(".btn-download-pdf-button")?.addEventListener("click", () => print());
