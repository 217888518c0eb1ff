(function () {
  function each(what, act) { [].forEach.call(document.querySelectorAll(what), act) }
  function add(parent, tag, text) {
    var child = parent.appendChild(document.createElement(tag)); child.textContent = text; return child;
  }
  var notes = document.querySelector('.notes') || add(document.body, 'aside', '');
  function part(block, from, to) { return block.textContent.slice(+from, +to) }
  each('[data-notes]', function (block) {
    var told = block.dataset.notes.split(' '), source = block.closest('article').querySelector('[data-cite]');
    var ends = source.dataset.cite.split(' '), link = source.querySelector('a[href]');
    for (var k = 0; k < told.length; k += 3) {
      var slip = add(notes, 'div', '');
      slip.id = told[k]; slip.className = 'made'; slip.setAttribute('popover', '');
      add(slip, 'p', part(block, told[k + 1], told[k + 2]));
      var cite = add(slip, 'cite', part(source, ends[0], ends[1]));
      if (link && link.textContent === cite.textContent) { cite.textContent = ''; cite.appendChild(link.cloneNode(true)) }
    }
  });
  each('[data-n]', function (figure) {
    var button = document.createElement('button');
    button.type = 'button'; button.textContent = figure.textContent; button.setAttribute('popovertarget', figure.dataset.n);
    figure.replaceWith(button);
  });
  each('main [popovertarget]', function (button) { // a line may end behind a button: its 。 would begin the next one
    var rest = button.nextSibling, mark = rest && rest.nodeType === 3 && /^[，。；：、！？）”》]+/.exec(rest.data);
    if (!mark) return;
    var kept = document.createElement('span');
    kept.className = 'kept'; button.replaceWith(kept); rest.data = rest.data.slice(mark[0].length); kept.append(button, mark[0]);
  });
  if ('popover' in HTMLElement.prototype) return;
  document.documentElement.className = 'old'; // browsers of before 2023, such as those inside of older chat programs
  function open(name) { each('[popover]', function (slip) { slip.classList.toggle('open', slip.id === name) }) }
  addEventListener('click', function (event) {
    var button = event.target.closest('[popovertarget]');
    if (!event.target.closest('.open')) open(button ? button.getAttribute('popovertarget') : '');
  });
  addEventListener('keydown', function (event) { if (event.key === 'Escape') open('') });
})();
(function () {
  var scale = { '万': 1e4, '亿': 1e8, '万亿': 1e12 };
  function size(text) {
    var found = /(-?[\d,]*\.?\d+)(万亿|万|亿)?/.exec(text);
    return found ? parseFloat(found[1].replace(/,/g, '')) * (scale[found[2]] || 1) : null;
  }
  function compare(a, b) {
    var x = size(a), y = size(b);
    return x !== null && y !== null ? x - y : a.localeCompare(b, 'zh-CN');
  }
  [].forEach.call(document.querySelectorAll('main table'), function (table) {
    var body = table.tBodies[0], rows = body ? [].slice.call(body.rows) : [];
    if (rows.length < 3) return;
    [].forEach.call(table.tHead.rows[0].cells, function (head, column) {
      var button = document.createElement('button');
      button.type = 'button'; button.textContent = head.textContent; head.textContent = ''; head.appendChild(button);
      button.addEventListener('click', function () {
        var down = head.getAttribute('aria-sort') === 'ascending';
        [].forEach.call(table.tHead.rows[0].cells, function (other) { other.removeAttribute('aria-sort') });
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        rows.slice().sort(function (a, b) {
          return (down ? -1 : 1) * compare(a.cells[column].textContent, b.cells[column].textContent);
        }).forEach(function (row) { body.appendChild(row) });
      });
    });
  });
})();
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
