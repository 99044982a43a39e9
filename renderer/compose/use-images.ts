import { useMemo } from 'react';
import type { Draft } from '../../shared/contract';
import { call } from '../client';

/** The images that stand in the text of a draft. */
export interface Images {
  /** Keeps these with the draft. @returns the SHA-256 of each, hex */
  keep(files: readonly File[]): Promise<string[]>;
  /** An address at which the page finds this one. */
  urlOf(sha256: string): Promise<string>;
}

export function useImages(id: number, onAttachments: (attachments: Draft['attachments']) => void): Images {
  return useMemo(() => {
    const urls = new Map<string, Promise<string>>();
    return {
      async keep(files) {
        const read = await Promise.all(
          files.map(async (file) => {
            const bytes = new Uint8Array(await file.arrayBuffer());
            const sha256 = hex(await crypto.subtle.digest('SHA-256', bytes));
            urls.set(sha256, dataUrl(file));
            return { name: file.name || 'image.png', type: file.type, bytes, inline: true, sha256 };
          }),
        );
        const sent = read.map(({ sha256: _, ...file }) => file);
        onAttachments((await call('compose.attach', { id, files: sent })).attachments);
        return read.map(({ sha256 }) => sha256);
      },
      urlOf(sha256) {
        const known =
          urls.get(sha256) ??
          call('compose.image', { id, sha256 }).then(({ type, bytes }) => {
            return dataUrl(new Blob([bytes], { type }));
          });
        urls.set(sha256, known);
        return known;
      },
    };
  }, [id, onAttachments]);
}

const hex = (bytes: ArrayBuffer) =>
  Array.from(new Uint8Array(bytes), (octet) => octet.toString(16).padStart(2, '0')).join('');

/** The page's policy allows images of its own and those whose bytes stand in their address. */
function dataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}
