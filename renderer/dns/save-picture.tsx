import type { ReactElement } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';
import { asPosthornError } from '../../shared/errors';
import { call } from '../client';
import { say } from '../ui/toast';

/** What style sheets give to the shapes, and a file has to say itself. */
const styled = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'font-family',
  'font-size',
  'font-weight',
  'text-anchor',
] as const;
/** Of PNG, in dots to each of the picture's own. */
const scale = 2;
const margin = 12;

/** Two buttons that save a picture, a drawing of SVG, under this name. */
export function SavePicture({ name, draw }: { name: string; draw(): ReactElement }) {
  const save = async (format: 'svg' | 'png') => {
    try {
      const { svg, width, height } = serialise(draw());
      const octets = format === 'svg' ? new TextEncoder().encode(svg) : await toPng(svg, width, height);
      const { path } = await call('dns.savePicture', { name: `${fileName(name)}.${format}`, octets });
      if (path !== null) say(`Saved as ${path}`);
    } catch (error) {
      say(asPosthornError(error).message);
    }
  };
  return (
    <>
      <button type="button" className="button" onClick={() => void save('svg')}>
        Save as SVG…
      </button>
      <button type="button" className="button" onClick={() => void save('png')}>
        Save as PNG…
      </button>
    </>
  );
}

const fileName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '')
    .slice(0, 70) || 'picture';

/** The drawing as a file of its own, in the light colours: it goes into papers. */
function serialise(drawing: ReactElement): { svg: string; width: number; height: number } {
  const stage = document.createElement('div');
  stage.dataset.theme = 'light';
  stage.className = 'picture-stage';
  document.body.append(stage);
  const root = createRoot(stage);
  try {
    flushSync(() => root.render(drawing));
    const source = stage.querySelector('svg');
    if (!source) throw new Error('nothing is drawn');
    const { width, height } = source.viewBox.baseVal;
    const copy = source.cloneNode(true);
    if (!(copy instanceof SVGSVGElement)) throw new Error('nothing is drawn');
    const copies = [...copy.querySelectorAll('*')];
    for (const [i, element] of [...source.querySelectorAll('*')].entries()) {
      const style = getComputedStyle(element);
      for (const property of styled) copies[i]?.setAttribute(property, style.getPropertyValue(property));
      copies[i]?.removeAttribute('class');
    }
    const [w, h] = [width + 2 * margin, height + 2 * margin];
    copy.removeAttribute('class');
    copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
    copy.setAttribute('viewBox', `${-margin} ${-margin} ${w} ${h}`);
    copy.setAttribute('width', String(w));
    copy.setAttribute('height', String(h));
    const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect');
    for (const [attribute, value] of Object.entries({ x: -margin, y: -margin, width: w, height: h, fill: '#ffffff' }))
      ground.setAttribute(attribute, String(value));
    copy.prepend(ground);
    return { svg: new XMLSerializer().serializeToString(copy), width: w, height: h };
  } finally {
    root.unmount();
    stage.remove();
  }
}

async function toPng(svg: string, width: number, height: number): Promise<Uint8Array<ArrayBuffer>> {
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = width * scale;
  canvas.height = height * scale;
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('the picture is too large');
  return new Uint8Array(await blob.arrayBuffer());
}
