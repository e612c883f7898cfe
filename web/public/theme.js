// Runs before the first paint, as a file of its own: the policy of the page forbids inline scripts.
(function () {
  var root = document.documentElement;
  try {
    var theme = localStorage.getItem("tidings.theme");
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    var locale = localStorage.getItem("tidings.locale");
    if (locale) {
      root.lang = locale;
      root.dir = locale === "ar" ? "rtl" : "ltr";
    }
  } catch {
    // Storage can be closed to the page; the system's theme is right then.
  }
})();
