// An area chart of a hashrate over time, drawn as SVG to the size of its figure.

import {element, hashrateText} from './common.js';

const SVG = 'http://www.w3.org/2000/svg';
const CLOCK = new Intl.DateTimeFormat('en-GB', {hour: '2-digit', minute: '2-digit'});
const MARGIN = {top: 14, right: 2, bottom: 24, left: 2};

function shape(name, attributes, text) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  if (text !== undefined) made.textContent = text;
  return made;
}

/** The smallest of 1, 2, 2.5, 5 × a power of ten that is not below `value`. */
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 2.5, 5, 10].map(step => step * power).find(step => step >= value);
}

/** Time before the pool's first share is not drawn: a pool that did not exist did not stand still. */
function fromFirstShare(items) {
  const first = items.findIndex(item => item.hashrate > 0);
  return first < 0 ? [] : items.slice(first);
}

export class Chart {
  constructor(figure) {
    this.figure = figure;
    this.items = [];
    new ResizeObserver(() => this.draw()).observe(figure);
    figure.addEventListener('pointermove', event => this.point(event));
    figure.addEventListener('pointerleave', () => this.pointer?.replaceChildren());
  }

  show(history) {
    this.items = history.items;
    this.stepMs = history.stepSeconds * 1000;
    this.draw();
  }

  draw() {
    const steps = fromFirstShare(this.items);
    if (steps.length < 2) return this.drawNothing();
    const {width, height} = this.figure.getBoundingClientRect();
    if (width === 0) return;
    this.layOut(steps, width, height);
    const svg = shape('svg', {viewBox: `0 0 ${width} ${height}`, role: 'img', 'aria-label': this.inWords(steps)});
    svg.append(...this.grid(width), ...this.curve(), ...this.times(width, height));
    this.pointer = svg.appendChild(shape('g', {}));
    this.figure.replaceChildren(svg);
  }

  drawNothing() {
    this.pointer = undefined;
    this.figure.replaceChildren(element('p', 'none', 'The curve begins with the first full minute of accepted shares.'));
  }

  layOut(steps, width, height) {
    this.top = roundUp(Math.max(...steps.map(step => step.hashrate)) * 1.05);
    this.base = height - MARGIN.bottom;
    const across = (width - MARGIN.left - MARGIN.right) / (steps.length - 1);
    this.points = steps.map((step, index) => ({
      x: MARGIN.left + index * across,
      y: this.base - (this.base - MARGIN.top) * step.hashrate / this.top,
      at: Date.parse(step.from),
      hashrate: step.hashrate,
    }));
  }

  inWords(steps) {
    const rates = steps.map(step => step.hashrate);
    return `Hashrate between ${hashrateText(Math.min(...rates))} and ${hashrateText(Math.max(...rates))}, `
      + `last ${hashrateText(rates.at(-1))}`;
  }

  grid(width) {
    return [0, 0.5, 1].flatMap(part => {
      const y = Math.round(this.base - (this.base - MARGIN.top) * part);
      const line = shape('line', {class: 'grid', x1: 0, x2: width, y1: y, y2: y});
      return part === 0 ? [line] : [line, shape('text', {x: 0, y: y - 4}, hashrateText(this.top * part))];
    });
  }

  curve() {
    const line = this.points.map(({x, y}, index) => `${index ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('');
    const {x: left} = this.points[0];
    const {x: right} = this.points.at(-1);
    return [
      shape('path', {class: 'area', d: `${line}L${right.toFixed(1)} ${this.base}L${left.toFixed(1)} ${this.base}Z`}),
      shape('path', {class: 'line', d: line}),
    ];
  }

  times(width, height) {
    const middle = this.points[Math.floor(this.points.length / 2)];
    const label = (point, x, side) => shape('text', {class: side, x, y: height - 6}, CLOCK.format(point.at));
    const ends = [label(this.points[0], 0, ''), label(this.points.at(-1), width, 'end')];
    return this.points.length < 5 ? ends : [...ends, label(middle, middle.x, 'middle')];
  }

  point(event) {
    if (!this.pointer) return;
    const box = this.figure.getBoundingClientRect();
    const x = event.clientX - box.left;
    const near = this.points.reduce((best, point) => Math.abs(point.x - x) < Math.abs(best.x - x) ? point : best);
    const right = near.x > box.width / 2;
    this.pointer.replaceChildren(
      shape('line', {class: 'cursor', x1: near.x, x2: near.x, y1: MARGIN.top, y2: this.base}),
      shape('circle', {class: 'point', cx: near.x, cy: near.y, r: 4.5}),
      shape('text', {class: right ? 'tip end' : 'tip', x: near.x + (right ? -10 : 10), y: MARGIN.top + 12},
        `${CLOCK.format(near.at)}  ${hashrateText(near.hashrate)}`));
  }
}
