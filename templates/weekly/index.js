(function () {
  var words = document.getElementById('words'), count = document.getElementById('count');
  var issues = [].map.call(document.querySelectorAll('section'), function (issue) {
    return { node: issue, lists: [].slice.call(issue.querySelectorAll('ul')), lines: [].map.call(issue.querySelectorAll('li'), function (line) {
      return { node: line, text: (line.textContent + ' ' + (line.getAttribute('data-text') || '') + ' ' + issue.querySelector('h2').textContent).toLowerCase() };
    }) };
  });
  function sift() {
    var asked = words.value.trim().toLowerCase().split(/\s+/).filter(Boolean), found = 0;
    issues.forEach(function (issue) {
      var here = 0;
      issue.lines.forEach(function (line) {
        line.node.hidden = !asked.every(function (word) { return line.text.indexOf(word) >= 0 });
        if (!line.node.hidden) here++;
      });
      issue.lists.forEach(function (list) {
        list.hidden = list.previousElementSibling.hidden = !list.querySelector('li:not([hidden])');
      });
      issue.node.hidden = asked.length > 0 && !here; found += here;
    });
    count.textContent = (asked.length ? '符合 ' : '共 ') + found + ' 条';
  }
  words.addEventListener('input', sift);
  document.querySelector('search').hidden = false; sift();
})();
