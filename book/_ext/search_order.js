// How the search orders what it finds. What a word means stands above where it only occurs: first
// the page whose title has all the words, then the glossary's entry, then sections titled so.

// A page that is opened from the disk may not fetch its neighbours, so there the search lists
// titles alone, without a line of each page's text.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}

const wordsOf = (text) => text.toLowerCase().match(/[\p{Letter}\p{Number}]+/gu) ?? [];
const asked = wordsOf(new URLSearchParams(location.search).get("q") ?? "");

const hasAll = (title) => {
  const words = wordsOf(title);
  return asked.length > 0 && asked.every((word) => words.some((other) => other.startsWith(word)));
};

var Scorer = {
  score: ([, title, anchor, , score]) => {
    if (anchor.startsWith("#term-")) return 300 + score; // a shorter term fits better
    if (!hasAll(title.split(" > ").at(-1))) return score;
    return (anchor ? 200 : 400) + score;
  },
  objNameMatch: 11,
  objPartialMatch: 6,
  objPrio: {0: 15, 1: 5, 2: -5},
  objPrioDefault: 0,
  title: 15,
  partialTitle: 7,
  term: 5,
  partialTerm: 2,
};
