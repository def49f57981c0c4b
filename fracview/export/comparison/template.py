"""The page of the report: one file, no script, no address outside it."""

TEMPLATE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy"
  content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>FracView comparison: {{ signature["reference standard"] }}</title>
<style>
  body { font: 15px/1.45 system-ui, sans-serif; color: #1b1d20; background: #fff; margin: 0 auto;
    max-width: 1280px; padding: 1.5rem; }
  h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
  .source { margin: .2rem 0 0; color: #444; overflow-wrap: anywhere; }
  .remark { border-left: 3px solid #b45309; padding-left: .6rem; }
  .use { border: 1px solid #b45309; color: #8a3d05; display: inline-block; padding: .1rem .6rem;
    margin: .6rem 0; }
  table { border-collapse: collapse; margin: .5rem 0; width: 100%; }
  th, td { text-align: left; padding: .25rem .6rem .25rem 0; border-bottom: 1px solid #e3e5e8;
    vertical-align: top; }
  td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  th.number { white-space: normal; } .wide th { vertical-align: bottom; }
  .wide td:first-child { white-space: nowrap; }
  small { color: #666; }
  .protocol { color: #666; font-size: .8rem; } .wide { overflow-x: auto; }
  .grid { display: grid; grid-template-columns: repeat(auto-fill, minmax(330px, 1fr)); gap: 1rem; }
  .grid img { width: 100%; height: auto; } figure { margin: 0; }
  figcaption { font-size: .85rem; color: #444; }
  .tp { color: #00795a; } .fp { color: #b34f00; } .fn { color: #1f78ad; }
  @media print { h2 { break-after: avoid; } figure, tr { break-inside: avoid; } }
  code { font-size: .85em; overflow-wrap: anywhere; }
</style>
</head>
<body>
<h1>Answers against the reference standard</h1>
<p class="source">{{ signature["predictions"] }}</p>
<div class="use">{{ signature["use"] }}</div>
<p>{{ counts.answered }} of {{ counts.images }} images have an answer{% if counts.unanswered %};
{{ counts.unanswered }} without one are counted nowhere below: no answer is not a negative{% endif %}.
{{ counts.annotations }} annotations.
<span class="tp">TP {{ counts.tp }}</span> · <span class="fp">FP {{ counts.fp }}</span> ·
<span class="fn">FN {{ counts.fn }}</span> at a score of
{{ "%.3g"|format(signature["score threshold"]) }} or more
and an IoU of {{ "%.2f"|format(signature["IoU threshold"]) }} or more.</p>
{% for one in remarks %}<p class="remark">{{ one }}</p>
{% endfor %}
<h2>Numbers</h2>
<table>
<tr><th>figure</th><th class="number">value</th><th class="number">95 % interval</th><th class="number">n</th>
<th>of what</th></tr>
{% for one in figures %}<tr><td>{{ one.name }}</td><td class="number">{{ one.value }}</td>
<td class="number">{{ one.interval }}</td><td class="number">{{ one.n }}</td>
<td class="protocol">{{ one.protocol }}</td></tr>
{% endfor %}</table>
{% if against %}
<h2>Beside a second side</h2>
<p>First: {{ against.first }}. Second: {{ against.second }}. Both on the {{ against.images }} images that both
have answered, each at its own thresholds; the folder "against" holds all of the second.</p>
<div class="wide"><table>
<tr><th>figure</th><th class="number">first</th><th class="number">second</th>
<th class="number">second minus first</th></tr>
{% for one in against.rows %}<tr><td>{{ one.name }}</td><td class="number">{{ one.first.value }}<br>
<small>{{ one.first.small }}</small></td>
<td class="number">{{ one.second.value }}<br>
<small>{{ one.second.small }}</small></td><td class="number">{{ one.difference }}</td></tr>
{% endfor %}{% for one in against.whose %}<tr><td>{{ one.name }}</td><td colspan="3">
{% for who, count in one.counts.items() %}{{ who }}: {{ count }}{% if not loop.last %}, {% endif %}
{% endfor %}</td></tr>
{% endfor %}</table></div>
{% endif %}{% for table in tables %}
<h2>{{ table.title }}</h2>
<div class="wide"><table>
<tr>{% for head in table.heads %}<th{% if not loop.first %} class="number"{% endif %}>{{ head }}</th>
{% endfor %}</tr>
{% for row in table.rows %}<tr>
{% for cell in row %}<td{% if not loop.first %} class="number"{% endif %}>{% if cell is mapping -%}
{{ cell.value }}<br><small>{{ cell.small }}</small>{% else %}{{ cell }}{% endif %}</td>
{% endfor %}</tr>
{% endfor %}</table></div>
{% endfor %}
<h2>Curves and matrices</h2>
<div class="grid">{% for one in charts %}<figure>
<img alt="{{ one.alt }}" src="data:image/png;base64,{{ one.data }}">
</figure>
{% endfor %}</div>

<h2>Cases</h2>
<p>The {{ cases|length }} worst disagreements, worst first. Reference: white corner brackets;
<span class="fn">FN: missed, brackets in blue</span>;
<span class="tp">TP: green box with score and IoU</span>; <span class="fp">FP: orange box with score</span>;
at a score of {{ "%.3g"|format(signature["score threshold"]) }} or more.</p>
<div class="grid">{% for one in cases %}<figure>
<img alt="{{ one.name }}" src="data:image/jpeg;base64,{{ one.data }}">
<figcaption>{{ one.caption }}</figcaption></figure>
{% endfor %}</div>

{% if unanswered %}<h2>Images without an answer</h2>
<table>{% for one in unanswered %}<tr><td>{{ one.image }}</td><td>{{ one.why }}</td></tr>
{% endfor %}</table>
{% if unanswered_more %}<p>and {{ unanswered_more }} more: metrics.json lists all.</p>{% endif %}
{% endif %}
{% if notes %}<h2>Data report</h2>
<table>{% for one in notes %}<tr><td>{{ one.kind }}</td><td class="number">{{ one.count }}</td>
<td>{{ one.text }}</td></tr>
{% endfor %}</table>{% endif %}

<h2>Signature</h2>
<table>{% for name, value in signature.items() %}<tr><td>{{ name }}</td><td><code>{{ value }}</code></td></tr>
{% endfor %}</table>
</body>
</html>
"""
