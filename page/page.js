// What the pages do in the browser: live values, decisions, the cursor of a session.

/** Live values: the server sends the part again whenever it changes. All text in it was escaped there. */
const live = document.querySelector('[data-events]');
if (live instanceof HTMLElement) {
  const events = new EventSource(live.dataset.events ?? '');
  const connection = document.getElementById('connection');
  events.addEventListener('open', () => {
    connection.textContent = '';
  });
  events.addEventListener('error', () => {
    connection.textContent = 'Not connected: what stands below is old. Is tune dashboard still running?';
  });
  events.addEventListener('now', ({ data }) => {
    // A table that scrolls keeps its place, and the keyboard stays where it is.
    const regions = () => [...live.querySelectorAll('[tabindex]')];
    const places = regions().map((region) => [region.scrollLeft, region === document.activeElement]);
    live.innerHTML = data;
    for (const [i, region] of regions().entries()) {
      const [left, hasFocus] = places[i] ?? [0, false];
      region.scrollLeft = left;
      if (hasFocus) region.focus({ preventScroll: true });
    }
  });
  events.addEventListener('waits', ({ data }) => {
    const waits = JSON.parse(data);
    if (waits === null) return;
    const place = document.getElementById('waits');
    const link = place.querySelector('a');
    place.hidden = waits.id === null;
    link.href = `/review/${waits.id ?? ''}`;
    link.textContent = waits.words ?? '';
  });
}

/** Decisions: a form is sent as JSON, with the token that only a page of this server knows. */
const csrf = document.querySelector('meta[name=csrf]')?.getAttribute('content') ?? '';
const answer = document.getElementById('answer');

function say(text, failed = false) {
  answer.textContent = text;
  answer.classList.toggle('failed', failed);
  answer.focus();
}

function valuesIn(form) {
  const inputs = [...form.querySelectorAll('[data-set]')];
  return Object.fromEntries(
    inputs.map((input) => [input.dataset.set, input.type === 'checkbox' ? input.checked : input.valueAsNumber]),
  );
}

async function send(form, kind) {
  const values = kind === 'edit' ? valuesIn(form) : null;
  const empty = Object.entries(values ?? {}).find(([, value]) => Number.isNaN(value));
  if (empty) return say(`${empty[0]} has no number.`, true);
  const body = { kind, hash: form.dataset.hash, reason: form.elements.reason.value, ...(values ? { values } : {}) };
  const buttons = [...form.querySelectorAll('button')];
  for (const button of buttons) button.disabled = true;
  say('Going on record …');
  try {
    const response = await fetch(form.dataset.post, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-csrf-token': csrf },
      body: JSON.stringify(body),
    });
    const result = await response.json();
    if (response.ok) {
      form.hidden = true;
      say([result.words, ...result.remarks].join(' '));
    } else say(result.error, true);
  } catch {
    say('The page cannot be reached, so it is not known whether this is on record: reload it and look.', true);
  } finally {
    for (const button of buttons) button.disabled = false;
  }
}

const form = document.querySelector('form[data-post]');
if (form instanceof HTMLFormElement) {
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (event.submitter instanceof HTMLButtonElement) send(form, event.submitter.value);
  });
  // Enter in a field presses the first button of a form, which approves the values as they were.
  form.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.target instanceof HTMLInputElement)) return;
    event.preventDefault();
    form.querySelector('[value=edit]').focus();
  });
  // Keys lead to a button and press nothing: a slip of the finger must not decide.
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || form.hidden) return;
    if (event.target instanceof Element && event.target.closest('input, textarea, select')) return;
    const edit = document.getElementById('edit');
    if (event.key === 'a') form.querySelector('[value=approve]').focus();
    else if (event.key === 'r') form.querySelector('[value=reject]').focus();
    else if (event.key === 'e') {
      edit.open = true;
      edit.querySelector('[data-set]').focus();
    } else return;
    event.preventDefault();
  });
}

/** The cursor of a session: one moment on all charts, by pointer or by the slider (arrow keys). */
const slider = document.querySelector('input[data-cursor]');
if (slider instanceof HTMLInputElement) {
  const { minutes, rows, left, right } = await (await fetch(slider.dataset.cursor)).json();
  const output = document.querySelector('output[for=moment]');
  const plots = [...document.querySelectorAll('.plot')];
  slider.max = String(rows.length - 1);
  const lines = plots.map((plot) => {
    const line = document.createElement('div');
    line.className = 'cursor';
    plot.append(line);
    return line;
  });
  // The charts leave the same room left and right, in pixels of the width that they are drawn at.
  const widthOf = (plot) => plot.querySelector('img').naturalWidth || 1000;
  const show = () => {
    const at = Number(slider.value);
    const share = minutes === 0 ? 0 : rows[at].minute / minutes;
    output.textContent = rows[at].words;
    slider.setAttribute('aria-valuetext', rows[at].words);
    for (const [i, plot] of plots.entries()) {
      const width = widthOf(plot);
      lines[i].style.left = `${((left + share * (width - left - right)) / width) * 100}%`;
    }
  };
  slider.addEventListener('input', show);
  for (const plot of plots) {
    plot.addEventListener('pointermove', (event) => {
      const box = plot.getBoundingClientRect();
      const width = widthOf(plot);
      const x = ((event.clientX - box.left) / box.width) * width;
      const share = Math.min(1, Math.max(0, (x - left) / (width - left - right)));
      const wanted = share * minutes;
      const found = rows.findIndex(({ minute }) => minute >= wanted);
      slider.value = String(found < 0 ? rows.length - 1 : found);
      show();
    });
  }
  addEventListener('resize', show);
  for (const plot of plots) plot.querySelector('img').addEventListener('load', show);
  show();
}
