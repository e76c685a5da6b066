'use strict';
(() => {
  const data = JSON.parse(document.getElementById('data').textContent);
  const time = data.timeline;
  const page = document.getElementById('page');
  const COLOURS = ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#e69f00', '#56b4e9', '#7a5195', '#8c8c00', '#444444'];
  const BAD = '#c0392b';

  const element = (name, attributes = {}, ...children) => {
    const made = document.createElement(name);
    Object.entries(attributes).forEach(([key, value]) => { if (value !== undefined) made.setAttribute(key, value); });
    children.flat().forEach(child => made.append(child));
    return made;
  };
  const add = (name, attributes, ...children) => {
    const made = element(name, attributes, ...children);
    page.append(made);
    return made;
  };
  const number = value => {
    if (value === null || value === undefined) return '';
    if (value === 0) return '0';
    return value >= 100 ? Math.round(value).toLocaleString('en') : value >= 10 ? value.toFixed(1) : value.toFixed(2);
  };
  const percent = value => !value ? number(value) : number(value) + ' %';
  const any = series => series.some(value => value !== null && value !== 0);

  document.title = `Millrace load test: ${data.scenario}`;
  add('h1', {}, `Load test: ${data.scenario}`);
  add('p', { class: 'quiet' }, element('code', {}, data.command));
  add('p', { class: 'quiet' },
    `Against ${data.target}. Begun ${data.begun.slice(0, 19).replace('T', ' ')} UTC. Clients on ${data.machine}.`
    + (data.stolenPercent >= 1 ? ` Its host gave ${percent(data.stolenPercent)} of the processor time that it wanted to other machines.` : ''));
  add('div', { class: `verdict ${data.exitCode === 0 ? 'good' : 'bad'}` }, data.verdict);

  const table = (heads, rows, text = []) => element('table', {},
    element('thead', {}, element('tr', {}, heads.map((head, i) => element('th', { class: text.includes(i) ? 'text' : undefined }, head)))),
    element('tbody', {}, rows.map(row => Array.isArray(row)
      ? element('tr', {}, row.map((cell, i) => element('td', { class: text.includes(i) ? 'text' : undefined }, cell)))
      : row)));
  const mark = (good, yes, no) => element('span', { class: `mark ${good ? 'good' : 'bad'}` }, good ? yes : no);

  add('h2', {}, 'Goals');
  page.append(table(['goal', 'limit', 'measured', ''], data.goals.map(goal => [
    goal.what, `${goal.atLeast ? 'at least' : 'at most'} ${number(goal.limit)} ${goal.unit}`,
    goal.measured === null ? 'nothing measured' : `${number(goal.measured)} ${goal.unit}`, mark(goal.met, 'met', 'missed')])));

  add('h2', {}, 'What was acknowledged');
  page.append(table(['looked at', 'seen', ''], data.check.map(finding =>
    [finding.what, finding.detail, mark(finding.right, 'right', 'wrong')]), [1]));

  if (data.probes.length) {
    add('h2', {}, 'Rates tried');
    page.append(table(['clients a second', 'p99, ms', 'failed', 'let in late, p99 ms', 'taken by other machines', ''], data.probes.map(probe => [
      number(probe.rate), number(probe.p99), percent(probe.failedPercent), number(probe.lateP99), percent(probe.stolenPercent),
      probe.verdict === 'disturbed' ? 'not counted' : mark(probe.verdict === 'held', 'held', 'broken')])));
  }

  const repeats = data.steps.some(step => step.repeated > 0);
  const HEADS = ['milliseconds', 'count', 'a second', 'failed', ...(repeats ? ['told to come again'] : []),
    'p50', 'p90', 'p99', 'p99.9', 'max'];
  const row = (title, step) => [title, step.count.toLocaleString('en'), number(step.perSecond), percent(step.failedPercent),
    ...(repeats ? [step.repeated.toLocaleString('en')] : []), number(step.p50), number(step.p90), number(step.p99), number(step.p999), number(step.max)];
  if (data.steps.length) {
    add('h2', {}, 'Response times');
    add('p', { class: 'quiet' }, 'From the time at which a request was to begin, whether or not the client could be let in by then.'
      + ' Without what was refused at once; with what got no answer in time.'
      + ` Clients were let in ${number(data.arrivals.late.p99)} ms late in the 99th percentile, and at most ${number(data.arrivals.late.max)} ms.`);
    page.append(table(HEADS, [...data.steps.map(step => row(step.step + (step.lag ? ' *' : ''), step)), row('all', data.total)]));
    if (data.steps.some(step => step.lag)) {
      add('p', { class: 'quiet' }, '* carries the consistency token of the command before: its time is the one from acknowledged to visible.');
    }
  }
  if (data.phases.length > 1 && data.steps.length) {
    add('h2', {}, 'By phase');
    page.append(table(HEADS, data.phases.filter(phase => phase.steps.length).flatMap(phase => [
      element('tr', { class: 'group' }, element('td', { colspan: HEADS.length },
        `${phase.name}: from ${number(phase.start)} s to ${number(phase.end)} s`)),
      ...phase.steps.map(step => row(step.step, step))])));
  }

  if (data.steps.length) add('h2', {}, 'Failures');
  if (data.failures.length) {
    page.append(table(['step', 'reason', 'count'], data.failures.map(each =>
      [each.step, each.reason, each.count.toLocaleString('en')]), [1]));
  } else if (data.steps.length) {
    add('p', {}, 'None.');
  }

  add('h2', {}, data.probes.length ? 'Plot' : 'Over time');
  const plots = add('div', { class: 'plots' });

  // Phases as bands behind the lines, with their names.
  const bands = u => {
    const { ctx } = u;
    const { left, top, width, height } = u.bbox;
    ctx.save();
    data.phases.forEach((phase, i) => {
      const from = Math.max(left, u.valToPos(phase.start, 'x', true));
      const to = Math.min(left + width, u.valToPos(phase.end, 'x', true));
      if (to <= from) return;
      ctx.fillStyle = i % 2 ? 'rgba(0,0,0,0)' : 'rgba(90,110,130,0.08)';
      ctx.fillRect(from, top, to - from, height);
      ctx.fillStyle = '#5c6670';
      ctx.font = `${11 * devicePixelRatio}px system-ui, sans-serif`;
      ctx.textAlign = 'left';
      ctx.textBaseline = 'top';
      if (to - from > ctx.measureText(phase.name).width + 8) ctx.fillText(phase.name, from + 4, top + 3);
    });
    ctx.restore();
  };

  // A logarithmic axis shows powers of ten and what lies between them, without a label for each.
  const logRange = values => {
    const positive = values.flat().filter(value => value > 0);
    if (!positive.length) return [0.1, 10];
    const low = Math.min(...positive), high = Math.max(...positive);
    return [low / 1.3, Math.max(high * 1.6, low * 10)];
  };
  const logSplits = (u, axis, low, high) => {
    const splits = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++) {
      [1, 2, 5].map(digit => +(digit * 10 ** power).toPrecision(1)).filter(value => value >= low && value <= high)
        .forEach(value => splits.push(value));
    }
    return splits.length > 8 ? splits.filter(value => value.toExponential().startsWith('1')) : splits;
  };

  const shown = [];
  const draw = (holder, { x, lines, y, unit, log, xAxis, phases = true }) => {
    const values = lines.map(line => log ? line.values.map(value => value > 0 ? value : null) : line.values);
    const unitOf = value => value === null || value === undefined ? '' : `${number(value)}${unit ? ' ' + unit : ''}`;
    const options = {
      width: Math.max(320, holder.clientWidth), height: 250,
      scales: { x: { time: false, range: xAxis ? xAxis.range : [0, Math.max(x[x.length - 1], 1)] },
        y: log ? { distr: 3, range: () => logRange(values) }
          : { range: (u, low, high) => [0, Math.max(1, high || 0) * 1.12] } },
      axes: [
        { label: xAxis ? xAxis.label : 'seconds since the first arrival', labelSize: 20, labelFont: '12px system-ui, sans-serif',
          size: 34, grid: { stroke: '#e8ecef', width: 1 }, splits: xAxis ? xAxis.splits : undefined,
          values: xAxis ? xAxis.values : undefined },
        { label: y, labelSize: 18, labelFont: '12px system-ui, sans-serif', size: 56, grid: { stroke: '#e8ecef', width: 1 },
          splits: log ? logSplits : undefined, filter: log ? (u, splits) => splits : undefined,
          values: (u, splits) => splits.map(value => value === null ? '' : value >= 1 ? value.toLocaleString('en') : String(+value.toPrecision(2))) }],
      series: [
        { label: xAxis ? xAxis.label : 'second', value: (u, value) => xAxis ? xAxis.show(value) : number(value) },
        ...lines.map((line, i) => ({ label: line.label, stroke: line.colour || COLOURS[i % COLOURS.length], width: line.width || 1.6,
          dash: line.dash, fill: line.fill, spanGaps: true, points: { show: line.dots || values[i].filter(v => v !== null).length < 3, size: line.dots ? 9 : 5, fill: line.dots && line.colour },
          paths: line.dots ? () => null : line.steps ? uPlot.paths.stepped({ align: -1 }) : undefined, value: (u, value) => unitOf(value) }))],
      hooks: phases ? { drawClear: [bands] } : {},
      legend: { live: true },
    };
    const plot = new uPlot(options, [x, ...values], holder);
    shown.push([plot, holder]);
    return plot;
  };
  const panel = (title, about, wide) => {
    const note = element('p', {}, about);
    const holder = element('div');
    const made = element('div', { class: `plot ${wide ? 'wide' : ''}` }, element('h3', {}, title), note, holder);
    plots.append(made);
    return { holder, note };
  };
  addEventListener('resize', () => shown.forEach(([plot, holder]) =>
    plot.setSize({ width: Math.max(320, holder.clientWidth), height: 250 })));

  if (data.probes.length) {
    const sorted = data.probes.filter(probe => probe.verdict !== 'disturbed').sort((a, b) => a.rate - b.rate);
    const { holder } = panel('Response time by rate', 'p99 of the step that the goal is for; broken rates in red', true);
    draw(holder, { x: sorted.map(probe => probe.rate), log: true, y: 'ms', unit: 'ms', phases: false,
      xAxis: { label: 'clients a second', show: number },
      lines: [
        { label: 'held', values: sorted.map(probe => probe.verdict === 'held' ? probe.p99 : null), dots: true, colour: COLOURS[2] },
        { label: 'broken', values: sorted.map(probe => probe.verdict === 'held' ? null : probe.p99), dots: true, colour: BAD },
        { label: 'goal', values: sorted.map(probe => probe.goal), dash: [6, 4], colour: '#444' }] });
  }

  if (time.second.length) {
    const latency = (of) => ['p50', 'p90', 'p99', 'max'].map(name => ({
      label: name, values: of[name], dash: name === 'max' ? [3, 3] : undefined, width: name === 'max' ? 1 : 1.8 }));
    const names = ['all requests', ...Object.keys(time.steps)];
    const { holder, note } = panel('Response times', '', true);
    const choice = element('select', {}, names.map(name => element('option', { value: name }, name)));
    note.append('of ', choice, ', by the second in which the answer came');
    const show = () => {
      holder.replaceChildren();
      draw(holder, { x: time.second, log: true, y: 'ms', unit: 'ms',
        lines: latency(choice.value === 'all requests' ? time.all : time.steps[choice.value]) });
    };
    choice.addEventListener('change', show);
    choice.value = names[0];
    show();

    draw(panel('Throughput', 'clients who come, as planned and as let in; requests done and failed').holder, {
      x: time.second, y: 'a second', lines: [
        { label: 'planned arrivals', values: time.planned, dash: [6, 4], colour: '#444', steps: true },
        { label: 'arrivals', values: time.arrivals, colour: COLOURS[0] },
        { label: 'done', values: time.answers, colour: COLOURS[2] },
        { label: 'failed', values: time.failed, colour: BAD }] });

    const seen = data.steps.filter(step => step.lag).map(step => step.step);
    draw(panel('Lag', 'from acknowledged to visible, and how old the oldest event is that a read model has not taken in').holder, {
      x: time.second, y: 'ms', unit: 'ms', lines: [
        ...seen.flatMap((name, i) => [
          ...(seen.length > 1 ? [] : [{ label: `${name}, p50`, values: time.steps[name].p50, colour: COLOURS[5] }]),
          { label: `${name}, p99`, values: time.steps[name].p99, colour: COLOURS[i] }]),
        { label: 'read models', values: time.behindSeconds.map(value => value * 1000), colour: '#444', dash: [6, 4] }] });

    const reasons = Object.keys(time.reasons);
    if (reasons.length) {
      draw(panel('Failures by type', 'a second').holder, { x: time.second, y: 'a second',
        lines: reasons.map((reason, i) => ({ label: reason, values: time.reasons[reason], colour: COLOURS[(i + 1) % COLOURS.length] })) });
    } else {
      panel('Failures by type', 'none').holder.append(element('p', {}, 'No request failed.'));
    }

    draw(panel('In flight, and events that read models are behind', 'requests on their way; events of all read models together').holder, {
      x: time.second, y: 'count', lines: [
        { label: 'requests in flight', values: time.inFlight },
        { label: 'events behind', values: time.behindEvents, colour: COLOURS[4] }] });

    draw(panel('Lateness of the load test', 'how late the latest client of an interval was let in').holder, {
      x: time.second, y: 'ms', unit: 'ms', lines: [{ label: 'late', values: time.lateMillis, colour: COLOURS[6] }] });

    if (any(time.heapMegabytes)) {
      draw(panel('Memory', 'heap of the process that the query service runs in').holder, { x: time.second, y: 'MB', unit: 'MB',
        lines: [{ label: 'heap in use', values: time.heapMegabytes, colour: COLOURS[3] }] });
    }
  }

  const curves = data.distributions.filter(each => each.millis.some(value => value !== null));
  if (curves.length) {
    // The further right, the rarer: each step is ten times as rare.
    const position = percent => Math.log10(100 / (100 - percent));
    const { holder } = panel('Distribution', 'response time within which so many of a hundred requests were done', true);
    const marks = [0, 50, 90, 99, 99.9, 99.99];
    draw(holder, { x: curves[0].percent.map(position), log: true, y: 'ms', unit: 'ms', phases: false,
      xAxis: { label: 'percent of requests', range: [0, 4.05], splits: () => marks.map(position), values: () => marks.map(value => value + ' %'),
        show: value => value === null || value === undefined ? '' : `${+(100 - 100 / 10 ** value).toFixed(2)} %` },
      lines: curves.map(each => ({ label: each.step, values: each.millis })) });
  }
})();
