"""The page of the summary: one file, no script, no address outside it."""

TEMPLATE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="generator" content="FracView">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>{{ title }}</title>
<style>
  :root { --definite: #1f4e79; --doubt: #7fa8cf; --not_found: #cfd6dd; --none: #8b8f94; }
  html { font-size: 15px; }
  body { font: 1rem/1.45 system-ui, sans-serif; color: #1b1d20; background: #fff; margin: 0 auto;
    max-width: 960px; padding: 1.5rem; }
  header { display: flex; gap: 1rem; align-items: flex-start; justify-content: space-between; }
  h1 { font-size: 1.5rem; margin: 0; } h2 { font-size: 1.15rem; margin: 2rem 0 .4rem; }
  h3 { font-size: 1rem; margin: 1.2rem 0 .3rem; }
  .facts { margin: .2rem 0 0; color: #444; overflow-wrap: anywhere; }
  .use { border: 1px solid #b45309; color: #8a3d05; padding: .15rem .6rem; font-size: .85rem;
    white-space: nowrap; }
  .remark { border-left: 3px solid #b45309; padding-left: .6rem; margin: .8rem 0; }
  table { border-collapse: collapse; margin: .4rem 0; width: 100%; }
  th, td { text-align: left; padding: .25rem .8rem .25rem 0; border-bottom: 1px solid #e3e5e8;
    vertical-align: top; }
  th { font-weight: 600; color: #444; font-size: .85rem; vertical-align: bottom; }
  .number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
  .name { overflow-wrap: anywhere; min-width: 13rem; } .short { white-space: nowrap; }
  small, .small { color: #5a5e63; font-size: .87rem; }
  .outcomes td { vertical-align: middle; } .outcomes .bar { width: 38%; }
  .outcomes tr.why td { border-bottom: 0; padding-top: 0; }
  .outcomes tr.has-why td { border-bottom: 0; }
  .outcomes tr.last td { border-bottom: 1px solid #e3e5e8; padding-bottom: .5rem; }
  .outcomes tr.parting td { border-top: 2px solid #b9bec4; }
  svg { display: block; } .bar svg { width: 100%; height: 14px; }
  .definite { fill: var(--definite); } .doubt { fill: var(--doubt); } .not_found { fill: var(--not_found); }
  .out_of_scope, .unreadable, .failed { fill: var(--none); }
  .chart { width: 100%; height: auto; } .chart text { font: 12px system-ui, sans-serif; fill: #33373b;
    paint-order: stroke; stroke: #fff; stroke-width: 3px; }
  .chart .axis { stroke: #8b8f94; } .chart .point { stroke: #1b1d20; stroke-dasharray: 4 3; }
  .key { display: inline-block; width: 12px; height: 12px; margin: 0 .3rem 0 1rem; vertical-align: -1px; }
  .key:first-child { margin-left: 0; }
  code { font-size: .82em; overflow-wrap: anywhere; }
  ul { margin: .3rem 0; padding-left: 1.2rem; }
  @page { margin: 14mm; }
  @media print { html { font-size: 11px; } body { padding: 0; max-width: none; }
    h2 { margin-top: 1.2rem; } h2, h3 { break-after: avoid; }
    tr, svg, figure { break-inside: avoid; } thead { display: table-header-group; } }
</style>
</head>
<body>
<header>
<div>
<h1>{{ title }}</h1>
<p class="facts">{% if label %}<bdi>{{ label }}</bdi> · {% endif %}{{ when }} · FracView {{ version }}</p>
</div>
<div class="use">{{ use }}</div>
</header>
{% for one in remarks %}
<p class="remark">{{ one }}</p>
{% endfor %}

<h2>Outcomes</h2>
<table class="outcomes">
{% for one in outcomes %}
<tr class="{% if one.reasons %}has-why{% endif %}{% if one.name == 'out_of_scope' %} parting{% endif %}">
<td class="short">{{ one.words }}</td><td class="number">{{ "{:,}".format(one.count) }}</td>
<td class="bar"><svg aria-hidden="true"><rect class="{{ one.name }}" width="{{ one.share }}%" height="14"/>
</svg></td>
<td class="small">{{ one.meaning }}</td></tr>
{% for why in one.reasons %}
<tr class="why{% if loop.last %} last{% endif %}"><td></td>
<td class="number small">{{ "{:,}".format(why.count) }}</td>
<td class="small" colspan="2"><code>{{ why.code }}</code> {{ why.words }}</td></tr>
{% endfor %}
{% endfor %}
</table>
<p class="small">Frames, each outcome by itself: they are six different things and are not added together.
Bars are to the scale of the longest. A reason's words are those of its first frame.</p>

{% if review %}
<h2>Review</h2>
<ul>
{% for one in review %}
<li>{{ one }}</li>
{% endfor %}
</ul>
{% endif %}
{% if disagreements %}
<h2>Probability and boxes disagree</h2>
<table>
{% for words, count in disagreements %}
<tr><td class="number">{{ "{:,}".format(count) }}</td><td>{{ words }}</td></tr>
{% endfor %}
</table>
{% endif %}
{% if any_answer %}
<h2>Probability of a fracture</h2>
<figure style="margin: 0">
<svg class="chart" viewBox="0 0 {{ chart.width }} {{ chart.height }}" role="img"
  aria-label="Frames by probability of a fracture">
{% for bar in chart.bars %}
<rect class="{{ bar.outcome }}" x="{{ bar.x }}" y="{{ bar.y }}" width="{{ bar.width }}"
  height="{{ bar.height }}"/>
{% endfor %}
<line class="axis" x1="0" x2="{{ chart.width }}" y1="{{ chart.floor }}" y2="{{ chart.floor }}"/>
{% for mark in chart.points %}
<line class="point" x1="{{ mark.x }}" x2="{{ mark.x }}" y1="{{ mark.y - 10 }}" y2="{{ chart.floor }}"/>
<text x="{{ mark.x }}" y="{{ mark.y }}" dx="{{ -6 if mark.anchor == 'end' else 6 }}"
  text-anchor="{{ mark.anchor }}">{{ mark.text }}</text>
{% endfor %}
{% for mark in chart.counts %}
<text x="{{ mark.x }}" y="{{ mark.y }}" text-anchor="middle">{{ mark.text }}</text>
{% endfor %}
{% for mark in chart.scale %}
<text x="{{ mark.x }}" y="{{ mark.y }}" text-anchor="{{ mark.anchor }}">{{ mark.text }}</text>
{% endfor %}
</svg>
<figcaption class="small">
{% for name in ("definite", "doubt", "not_found") %}
<svg class="key"><rect class="{{ name }}" width="12" height="12"/></svg>{{ name.replace("_", " ") }}
{% endfor %}
&ensp;Frames with an answer, in steps of 0.05.
{% if not one_set %}
They have different operating points, so that none is drawn.
{% endif %}
</figcaption>
</figure>
{% endif %}
{% if worst %}
<h2>To look at first</h2>
<table>
<thead><tr><th>file</th><th>outcome</th><th class="number">probability</th><th>region</th><th>boxes</th>
<th>note</th></tr></thead>
<tbody>
{% for one in worst %}
<tr><td class="name"><bdi>{{ one.name }}</bdi></td><td class="short">{{ one.outcome.replace("_", " ") }}</td>
<td class="number">{{ "%.2f"|format(one.probability) }}</td><td class="short">{{ one.region }}</td>
<td class="short">{{ one.boxes or "none" }}</td><td class="small">{{ one.note }}</td></tr>
{% endfor %}
</tbody>
</table>
{% if worst_more %}
<p class="small">{{ "{:,}".format(worst_more) }} more that are definite or in doubt: the results file lists
all.</p>
{% endif %}
{% endif %}
{% if regions %}
<h2>By region</h2>
<table>
<thead><tr><th>region</th><th class="number">definite</th><th class="number">doubt</th>
<th class="number">not found</th></tr></thead>
<tbody>
{% for row in regions %}
<tr><td>{{ row.name }}</td>
{% for count in row.counts %}
<td class="number">{{ "{:,}".format(count) }}</td>
{% endfor %}
</tr>
{% endfor %}
</tbody>
</table>
{% endif %}
{% for part in failures %}
<h2>{{ part.words.capitalize() }}: {{ "{:,}".format(part.count) }}</h2>
<p class="small">{{ no_negative }}</p>
<table>
{% for one in part.lines %}
<tr><td class="name"><bdi>{{ one.name }}</bdi></td><td>{{ one.note }}</td></tr>
{% endfor %}
</table>
{% if part.more %}
<p class="small">and {{ "{:,}".format(part.more) }} more: the results file lists all.</p>
{% endif %}
{% endfor %}

<h2>Where it comes from</h2>
{% for origin in origins %}
{% if origins|length > 1 %}
<h3>{{ "{:,}".format(origin.frames) }} {{ "frame" if origin.frames == 1 else "frames" }}</h3>
{% endif %}
<table>
{% for model in origin.models %}
<tr><td class="short">{{ model.task }} network</td><td>{{ model.name }}<br>
<small>SHA-256 <code>{{ model.sha256 }}</code></small></td></tr>
{% endfor %}
{% for one in origin.points %}
<tr><td class="short">{{ one.task }} thresholds</td>
<td>high-sensitivity point {{ one.sensitive }}, high-specificity point {{ one.specific }}</td></tr>
{% endfor %}
<tr><td class="short">provider</td><td>{{ origin.provider or "none" }}
{%- if origin.provider_note %}<br><small>{{ origin.provider_note }}</small>{% endif %}</td></tr>
<tr><td class="short">preprocessing</td><td>{{ origin.preprocessing }}</td></tr>
<tr><td class="short">version</td><td>FracView {{ origin.app_version }}</td></tr>
</table>
{% else %}
<p>No network ran. FracView {{ version }}.</p>
{% endfor %}
<p class="small">{{ use }}</p>
</body>
</html>
"""
