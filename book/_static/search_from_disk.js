// A page that is opened from the disk may not fetch its neighbours, so there the search lists
// titles alone, without a line of each page's text.
if (location.protocol === "file:") {
  DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
}
