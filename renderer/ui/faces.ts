/** Weight, size and family of what the first picture is written in. */
const faces = [
  '600 13px var(--font)',
  '400 13px var(--font)',
  '400 12px var(--font)',
  '600 11px var(--font)',
  '400 11px var(--font)',
  '400 11px var(--mono)',
];

/** The first word in a face costs a look-up in another process: this makes them while the window waits for its first answers. */
export function lookUpFaces(): void {
  const line = document.createElement('div');
  line.className = 'visually-hidden';
  line.ariaHidden = 'true';
  for (const font of faces) {
    const word = document.createElement('span');
    word.style.font = font;
    word.textContent = 'A message, from “Amy” … 1';
    line.append(word);
  }
  document.body.append(line);
  line.getBoundingClientRect();
  line.remove();
}
