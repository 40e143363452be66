import { describe, expect, test } from 'vitest';
import { htmlToLines } from '../../../src/mail/html.ts';

const texts = (html: string): readonly string[] =>
  htmlToLines(html, '1').lines.map((line) => `${'>'.repeat(line.depth)}${line.text}`);

const marks = (html: string): readonly string[] =>
  htmlToLines(html, '1').lines.flatMap((line) =>
    line.marks.map((mark) => {
      const text = line.text.slice(mark.from, mark.to);
      return mark.kind === 'link' ? `link ${text} -> ${mark.target}` : `${mark.kind} ${text}`;
    }),
  );

describe('lines', () => {
  test.each<[string, string, readonly string[]]>([
    ['Gmail: a div a line', '<div>Name: Ann</div><div>City: Bonn</div>', ['Name: Ann', 'City: Bonn']],
    ['Gmail: a blank line', '<div>a</div><div><br></div><div>b</div>', ['a', '', 'b']],
    ['Outlook: a paragraph a line', '<p class=MsoNormal>a<o:p></o:p></p>\n<p class=MsoNormal>b</p>', ['a', 'b']],
    ['Outlook: an empty paragraph holds NBSP', '<p>a</p><p>&nbsp;</p><p>b</p>', ['a', '\u00a0', 'b']],
    ['br', 'a<br>b<br/>c', ['a', 'b', 'c']],
    ['a br at the end of a block adds nothing', '<div>a<br></div><div>b</div>', ['a', 'b']],
    ['two br are a blank line', 'a<br><br>b', ['a', '', 'b']],
    ['inline elements join', 'a<b>b</b><span>c</span>', ['abc']],
    ['blanks collapse', '<p>  a \n\t b  </p>c', ['a b', 'c']],
    ['a blank between inline elements stays one', '<b>a </b> <i> b</i>', ['a b']],
    ['NBSP stays', '<p>a&nbsp;&nbsp;b</p>', ['a\u00a0\u00a0b']],
    ['entities', 'R&amp;D &lt;x&gt; &auml; &#8364; &nosuch;', ['R&D <x> ä € &nosuch;']],
    ['headings', '<h1>a</h1>b<h2>c</h2>', ['a', 'b', 'c']],
    ['list', '<ul><li>a<li>b</ul>c', ['a', 'b', 'c']],
    ['list of paragraphs', '<ul><li><p>a</p></li><li><p>b</p></li></ul>', ['a', 'b']],
    ['hr', 'a<hr>b', ['a', 'b']],
    ['pre', '<pre>a\n  b\n</pre>c', ['a', '  b', 'c']],
    ['white-space: pre', '<div style="white-space: pre-wrap">a\nb</div>', ['a', 'b']],
    ['normal within pre', '<pre>a\n<span style="white-space:normal">b\nc</span></pre>', ['a', 'b c']],
    [
      'raw line ends where no markup makes lines',
      '<div dir="auto">Name: Ann\nCity: Bonn\n</div>',
      ['Name: Ann', 'City: Bonn'],
    ],
    ['raw line ends are blanks where markup makes lines', '<p>a\nb</p><p>c</p>', ['a b', 'c']],
    [
      'raw line ends that wrap the source are blanks',
      `<div>${'word '.repeat(14)}\n${'word '.repeat(14)}</div>`,
      ['word '.repeat(28).trim()],
    ],
    [
      'raw line ends, indented and framed',
      '<html>\n<body>\n  Name: Ann\n  City: Bonn\n</body>\n</html>\n',
      ['Name: Ann', 'City: Bonn'],
    ],
    ['white-space: pre-line', '<p style="white-space:pre-line">a  b\n c</p>d', ['a b', 'c', 'd']],
    ['text without any tag', 'Name: Ann\r\nCity: Bonn', ['Name: Ann', 'City: Bonn']],
    ['nothing', '', []],
    ['nothing to see', '<html><body> \n</body></html>', []],
    ['unclosed tag at the end', 'a<b', ['a']],
    ['stray end tags', 'a</div></p></nosuch>b', ['a', 'b']],
  ])('%s', (_reason, html, lines) => {
    expect(texts(html)).toEqual(lines);
  });
});

describe('tables', () => {
  test.each<[string, string, readonly string[]]>([
    [
      'cells',
      '<table><tr><td>Name</td><td>Ann</td></tr><tr><td>City:</td><td>Bonn</td></tr></table>',
      ['Name\tAnn', 'City:\tBonn'],
    ],
    ['th', '<table><tr><th>Name<td>Ann<tr><th>City<td>Bonn</table>', ['Name\tAnn', 'City\tBonn']],
    ['paragraphs in cells', '<table><tr><td><p>Name</p></td><td><p>Ann</p></td></tr></table>', ['Name\tAnn']],
    ['two paragraphs in a cell', '<table><tr><td><p>a</p><p>b</p></td><td>c</td></tr></table>', ['a', 'b\tc']],
    ['an empty cell keeps its place', '<table><tr><td>a</td><td></td><td>c</td></tr></table>', ['a\t\tc']],
    ['an empty first cell', '<table><tr><td></td><td>b</td></tr></table>', ['\tb']],
    ['an empty last cell leaves nothing', '<table><tr><td>a</td><td></td></tr><tr><td>b</td></tr></table>', ['a', 'b']],
    [
      'a table in a cell',
      '<table><tr><td>a</td><td><table><tr><td>b</td><td>c</td></tr></table></td></tr></table>',
      ['a', 'b\tc'],
    ],
    [
      'thead and tbody',
      '<table><thead><tr><th>a<th>b</thead><tbody><tr><td>c<td>d</tbody></table>e',
      ['a\tb', 'c\td', 'e'],
    ],
    ['text around', 'x<table><tr><td>a</td></tr></table>y', ['x', 'a', 'y']],
    ['dl', '<dl><dt>Name:<dd>Ann<dt>City:<dd>Bonn</dl>', ['Name:\tAnn', 'City:\tBonn']],
  ])('%s', (_reason, html, lines) => {
    expect(texts(html)).toEqual(lines);
  });
});

describe('what is hidden', () => {
  test.each([
    ['display:none', '<div style="display:none">x</div>'],
    ['with blanks and capitals', '<div style="Display : NONE;">x</div>'],
    ['!important', '<div style="color:red;display:none !important">x</div>'],
    ['visibility', '<span style="visibility:hidden">x</span>'],
    ['font-size 0', '<span style="font-size:0px">x</span>'],
    ['font-size 0 with more', '<span style="font-size:0;line-height:0">x</span>'],
    ['hidden attribute', '<p hidden>x</p>'],
    ['mso-hide', '<p style="mso-hide:all">x</p>'],
    ['preheader', '<div style="max-height:0;overflow:hidden">x</div>'],
    ['opacity', '<div style="opacity:0">x</div>'],
    ['white on white', '<p style="color:#FFFFFF">x</p>'],
    ['white by <font>', '<font color="#FFFFFF">x</font>'],
    ['the color of its own background', '<p style="color:#eee; background-color:#EEE">x</p>'],
    ['transparent', '<p style="color:transparent">x</p>'],
    ['one pixel high', '<span style="font-size:1px">x</span>'],
    ['off the page', '<div style="position:absolute;left:-9999px">x</div>'],
    ['no height, clipped', '<div style="height:0;overflow:hidden">x</div>'],
    ['by class', '<style>.h, p.other { display: none }</style><p class="a h">x</p>'],
    ['by class, after a comment', '<style>/* {x} */ a > b { color: red } .h{display:none}</style><p class=h>x</p>'],
    ['by id', '<style type="text/css"><!-- #h{font-size:0} --></style><p id=h>x</p>'],
    ['nested', '<div style="display:none"><p>x<br>y</p></div>'],
    ['style', '<style>p{x}</style>'],
    ['script', '<script>x</script>'],
    ['title', '<head><title>x</title></head>'],
    ['template', '<template>x</template>'],
    ['noscript', '<noscript>x</noscript>'],
    ['comment', '<!-- x -->'],
    ['conditional comment', '<!--[if mso]>x<![endif]-->'],
    ['hidden input', '<input type="hidden" value="x">'],
  ])('%s', (_reason, html) => {
    expect(texts(`a${html}`)).toEqual(['a']);
  });

  test.each([
    ['font-size 0.8em', '<span style="font-size:0.8em">x</span>'],
    ['white text on a button', '<td bgcolor="#0000ff"><a style="color:#fff">x</a></td>'],
    ['white text on a background', '<div style="background:#000"><p style="color:white">x</p></div>'],
    ['background-color: white', '<p style="background-color:#fff">x</p>'],
    ['no height, but not clipped', '<div style="height:0">x</div>'],
    [
      'a class that another screen hides',
      '<style>@media (max-width:600px){.h{display:none}} .g{color:red}</style><p class="h g">x</p>',
    ],
    ['a class hidden within something else only', '<style>.a .h{display:none}</style><p class="h">x</p>'],
    ['margin-left of a few pixels', '<p style="margin-left:-18pt">x</p>'],
    ['display:block', '<p style="display:block">x</p>'],
    ['max-height of something', '<p style="max-height:0.5em">x</p>'],
    ['text after a head that was never closed', '<html><head><meta charset="utf-8"><body>x</body>'],
  ])('shown: %s', (_reason, html) => {
    expect(texts(html).join('').trim()).toBe('x');
  });
});

describe('marks', () => {
  test.each<[string, string, readonly string[]]>([
    ['b', '<b>Name:</b> Ann', ['bold Name:']],
    ['strong, colon outside', '<strong>City</strong>: Bonn', ['bold City']],
    ['font-weight', '<span style="font-weight:600">a</span> b', ['bold a']],
    ['font-weight in words', '<span style="font-weight: bold">a</span>', ['bold a']],
    ['weight taken back', '<b>a<span style="font-weight:normal">b</span></b>', ['bold a']],
    ['one mark over inner tags and entities', '<b>R&amp;D <i>lab</i></b>', ['bold R&D lab']],
    ['two marks', '<b>a</b> b <b>c</b>', ['bold a', 'bold c']],
    ['s', 'Yes/<s>No</s>', ['struck No']],
    ['strike and del', '<strike>a</strike> x <del>b</del>', ['struck a', 'struck b']],
    ['line-through', '<span style="text-decoration:underline line-through">a</span>', ['struck a']],
    ['underlined', 'Yes/<u>No</u>', ['bold No']],
    ['highlighted', 'Yes/<span style="background-color:yellow">No</span> or <mark>x</mark>', ['bold No', 'bold x']],
    ['a white background', 'Yes/<span style="background-color: #ffffff">No</span>', []],
    ['a coloured cell', '<table><tr><td style="background:yellow">No</td></tr></table>', []],
    ['text-decoration-line', '<span style="text-decoration-line:line-through">a</span>', ['struck a']],
    ['link', 'see <a href="https://example.org/?a=1&amp;b=2">here</a>', ['link here -> https://example.org/?a=1&b=2']],
    ['two links side by side', '<a href="x:1">a</a><a href="x:2">b</a>', ['link a -> x:1', 'link b -> x:2']],
    ['a link over two lines', '<a href="x:1">a<br>b</a>', ['link a -> x:1', 'link b -> x:1']],
    ['an anchor without href', '<a name=x>a</a>', []],
    ['bold within a cell', '<table><tr><td>a</td><td><b>b</b></td></tr></table>', ['bold b']],
    ['bold blank', '<b> </b>a', []],
  ])('%s', (_reason, html, expected) => {
    expect(marks(html)).toEqual(expected);
  });
});

describe('quotes and controls', () => {
  test.each<[string, string, readonly string[]]>([
    ['blockquote', 'a<blockquote>b<blockquote>c</blockquote></blockquote>d', ['a', '>b', '>>c', 'd']],
    ['Apple Mail, Thunderbird', '<div>a</div><blockquote type="cite"><div>b</div></blockquote>', ['a', '>b']],
    [
      'Gmail',
      '<div class="gmail_quote"><div class="gmail_attr">On 1 June Ann wrote:<br></div><blockquote class="gmail_quote" style="border-left:1px">b</blockquote></div>',
      ['On 1 June Ann wrote:', '>b'],
    ],
    [
      "Gmail's indent is no quote",
      '<blockquote style="margin:0 0 0 40px;border:none;padding:0px">a</blockquote>',
      ['a'],
    ],
    [
      'a cited blockquote without a border is one',
      '<blockquote type="cite" style="border:none">a</blockquote>',
      ['>a'],
    ],
    ['Yahoo', 'a<div class="yahoo_quoted">b</div>', ['a', '>b']],
    [
      'Outlook on the web: all that follows',
      'a<div id="divRplyFwdMsg">From: b</div><div>c</div>',
      ['a', '>From: b', '>c'],
    ],
    ['Outlook mobile rewrites the id', 'a<div id="x_divRplyFwdMsg">From: b</div>c', ['a', '>From: b', '>c']],
    ['checkboxes', '<input type=checkbox checked> Yes <input type=checkbox> No', ['☑ Yes ☐ No']],
    ['a list to choose from', 'a <select><option>No<option selected>Yes</select>', ['a', 'Yes']],
    ['a list that nobody chose from', '<select><option>No<option>Yes</select>a', ['a']],
    ['radio buttons', '<input type="radio"> Yes <input type="radio" checked="checked"> No', ['☐ Yes ☑ No']],
    ['text field', 'Name: <input value="Ann">', ['Name: Ann']],
  ])('%s', (_reason, html, lines) => {
    expect(texts(html)).toEqual(lines);
  });
});

describe('bounds', () => {
  test('long text is cut', () => {
    const { lines, cut } = htmlToLines('<p>abcd</p>'.repeat(10), '2.1', 25);
    expect(cut).toBe(true);
    expect(lines.map((line) => line.text)).toEqual(['abcd', 'abcd', 'abcd', 'abcd', 'abcd']);
    expect(lines.at(-1)).toMatchObject({ part: '2.1', number: 5 });
  });

  test.each([
    ['nested divs', '<div>'.repeat(100_000)],
    ['nested divs and other end tags', '<div>'.repeat(50_000) + '</span>'.repeat(50_000)],
    ['paragraphs', '<p>a</p>'.repeat(50_000)],
    ['less-than signs', '<'.repeat(200_000)],
    ['attributes', `<div ${'a=b '.repeat(100_000)}>`],
    ['style sheets', `<style>${'.h{display:none}/*'.repeat(10_000)}</style>`],
    ['many style sheets', '<style>.h{display:none}</style>'.repeat(10_000)],
    ['classes', `<style>.h{display:none}</style><p class="${'a '.repeat(100_000)}">x`],
    ['open comment', '<!--'.repeat(100_000)],
    ['ampersands', '&'.repeat(200_000)],
    ['inline tags', '<b>a</b> '.repeat(50_000)],
  ])('%s are read in time', (_reason, html) => {
    const start = performance.now();
    htmlToLines(html, '1');
    // Tens of ms; what isn't linear takes many seconds.
    expect(performance.now() - start).toBeLessThan(2000);
  });

  test('text below 100,000 open elements is still read', () => {
    expect(texts(`${'<div>'.repeat(100_000)}a<br>b`)).toEqual(['a', 'b']);
  });
});
