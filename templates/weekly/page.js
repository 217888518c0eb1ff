(function () {
  var tools = document.querySelector('.tools'); if (!tools) return;
  var words = document.getElementById('words'), zone = document.getElementById('zone'), count = document.getElementById('count');
  var parts = [].slice.call(document.querySelectorAll('main > section'));
  var chips = [].slice.call(tools.querySelectorAll('button'));
  var items = [];
  parts.forEach(function (part) {
    if (part.id.indexOf('part-')) return;
    [].forEach.call(part.querySelectorAll('article'), function (article) {
      items.push({ node: article, part: part.id, text: article.textContent.toLowerCase() });
    });
  });
  function sift(show) {
    var asked = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    var chosen = chips.filter(function (chip) { return chip.getAttribute('aria-pressed') === 'true' }).map(function (chip) { return chip.dataset.part });
    var anchors = zone.value ? zone.value.split(' ') : null, found = 0;
    var all = show === true || !(asked.length || chosen.length || anchors);
    items.forEach(function (item) {
      var fits = all || ((!chosen.length || chosen.indexOf(item.part) >= 0) && (!anchors || anchors.indexOf(item.node.id) >= 0)
        && asked.every(function (word) { return item.text.indexOf(word) >= 0 }));
      item.node.hidden = !fits; if (fits) found++;
    });
    parts.forEach(function (part) {
      part.hidden = !all && (part.id.indexOf('part-') !== 0 || !part.querySelector('article:not([hidden])'));
    });
    count.textContent = all ? '共 ' + items.length + ' 条' : found + ' 条符合，共 ' + items.length + ' 条';
  }
  words.addEventListener('input', sift); zone.addEventListener('change', sift);
  chips.forEach(function (chip) {
    chip.addEventListener('click', function () {
      chip.setAttribute('aria-pressed', String(chip.getAttribute('aria-pressed') !== 'true')); sift();
    });
  });
  addEventListener('hashchange', function () {
    var goal = document.getElementById(location.hash.slice(1));
    if (goal && goal.closest('[hidden]')) { sift(true); goal.scrollIntoView() }
  });
  addEventListener('beforeprint', function () { sift(true) }); addEventListener('afterprint', sift);
  tools.hidden = false; sift();
})();
