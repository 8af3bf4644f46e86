import { createRandom } from '../random.ts';
import type { Picture } from './address.ts';

/** A shape for each category, within 100 × 100; `A` is the product's colour, `B` a darker one. */
const SHAPES: ReadonlyMap<string, string> = new Map([
  [
    'laptops',
    '<path fill="B" d="M22 26h56v38H22z"/><path fill="A" d="M26 30h48v30H26z"/><path fill="B" d="M14 66h72l-5 8H19z"/>',
  ],
  [
    'headphones',
    '<path fill="none" stroke="B" stroke-width="6" d="M22 58a28 28 0 0 1 56 0"/><rect fill="A" x="17" y="54" width="13" height="24" rx="6"/><rect fill="A" x="70" y="54" width="13" height="24" rx="6"/>',
  ],
  [
    'monitors',
    '<rect fill="B" x="14" y="22" width="72" height="44" rx="3"/><path fill="A" d="M18 26h64v36H18z"/><path fill="B" d="M44 66h12v8h10v4H34v-4h10z"/>',
  ],
  [
    'keyboards',
    '<rect fill="B" x="10" y="36" width="80" height="30" rx="4"/><path stroke="A" stroke-width="5" stroke-dasharray="6 3" d="M15 43h70M15 51h70"/><path stroke="A" stroke-width="5" d="M30 59h40"/>',
  ],
  [
    'smartphones',
    '<rect fill="B" x="33" y="16" width="34" height="68" rx="6"/><path fill="A" d="M36 23h28v52H36z"/><circle fill="A" cx="50" cy="79.5" r="2"/>',
  ],
  [
    'coffee-machines',
    '<path fill="A" d="M26 20h48v14H26zM26 34h14v46H26z"/><path fill="B" d="M26 74h48v8H26zM52 34h12v7H52z"/><path fill="B" d="M50 56h18v14H50z"/>',
  ],
  [
    'cookware',
    '<path fill="A" d="M12 50h52v8a14 14 0 0 1-14 14H26a14 14 0 0 1-14-14z"/><path fill="B" d="M64 50h26v6H64zM12 46h52v4H12z"/>',
  ],
  ['lamps', '<path fill="A" d="M36 20h28l12 28H24z"/><path fill="B" d="M48 48h4v28h-4zM36 76h28v5H36z"/>'],
  [
    'bedding',
    '<rect fill="A" x="14" y="46" width="72" height="26" rx="4"/><rect fill="B" x="20" y="36" width="26" height="14" rx="5"/><rect fill="B" x="54" y="36" width="26" height="14" rx="5"/>',
  ],
  [
    'running-shoes',
    '<path fill="A" d="M14 42l18 6 14-8 12 14 24 7a8 8 0 0 1 6 8H14z"/><path fill="B" d="M12 69h76v6H12z"/>',
  ],
  [
    'backpacks',
    '<path fill="B" d="M38 24a12 12 0 0 1 24 0v6H38z"/><rect fill="A" x="28" y="28" width="44" height="54" rx="12"/><rect fill="B" x="36" y="54" width="28" height="18" rx="4"/>',
  ],
  ['tents', '<path fill="A" d="M50 24l38 52H12z"/><path fill="B" d="M50 44l15 32H35z"/>'],
  [
    'bicycles',
    '<g fill="none" stroke="B" stroke-width="4"><circle cx="28" cy="62" r="16"/><circle cx="72" cy="62" r="16"/></g><path fill="none" stroke="A" stroke-width="4" d="M28 62l14-26h22l8 26M42 36l10 26h-24M52 62l12-26v-6h8"/>',
  ],
  [
    'jackets',
    '<path fill="A" d="M38 22h24l20 12-8 18-8-4v32H34V48l-8 4-8-18z"/><path stroke="B" stroke-width="3" d="M50 24v56"/>',
  ],
  [
    't-shirts',
    '<path fill="A" d="M36 24a14 10 0 0 0 28 0l20 10-8 16-10-4v34H34V46l-10 4-8-16z"/><path fill="none" stroke="B" stroke-width="3" d="M36 24a14 10 0 0 0 28 0"/>',
  ],
  [
    'watches',
    '<path fill="B" d="M40 14h20l2 18H38zM38 68h24l-2 18H40z"/><circle fill="A" cx="50" cy="50" r="21"/><path fill="none" stroke="B" stroke-width="3" d="M50 38v12l9 6"/>',
  ],
]);
const BOX = '<path fill="A" d="M20 38l30-14 30 14v30L50 82 20 68z"/><path fill="B" d="M50 52v30l30-14V38z"/>';

/** Each view is turned and lit differently. */
const VIEWS = ['', 'translate(100 0) scale(-1 1)', 'translate(50 50) rotate(-8) scale(1.15) translate(-50 -50)'];

/** Draws a picture as SVG, 800 × 800. The same picture always looks the same; one without a known category is a box. */
export function drawPicture({ category, product, view }: Picture): string {
  const random = createRandom(`picture:${product}`);
  const hue = random.int(0, 359);
  const shape = (SHAPES.get(category) ?? BOX)
    .replaceAll('"A"', `"hsl(${hue} 55% 52%)"`)
    .replaceAll('"B"', `"hsl(${hue} 40% 28%)"`);
  const light = 96 - view * 3;
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100" width="800" height="800" role="img">',
    `<title>${product} ${view}</title>`,
    `<rect width="100" height="100" fill="hsl(${(hue + 180) % 360} 25% ${light}%)"/>`,
    '<ellipse cx="50" cy="84" rx="34" ry="4" fill="#0002"/>',
    `<g transform="${VIEWS[view - 1] ?? ''}">${shape}</g>`,
    '</svg>',
  ].join('');
}
