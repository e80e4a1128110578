import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Base64 of a text wherever it stands in what was encoded: the characters that depend on its neighbours are left out. */
const inBase64 = (text: Buffer): readonly string[] =>
  [0, 1, 2].flatMap((shift) => {
    const whole = Buffer.concat([Buffer.alloc(shift), text])
      .toString('base64')
      .replaceAll('=', '');
    const inner = whole.slice(shift === 0 ? 0 : shift + 1, -1);
    return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
  });

const escaped = (text: string): string =>
  text.replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** The forms in which a text may lie in a file. */
const formsOf = (text: string): readonly Buffer[] => {
  const utf8 = Buffer.from(text);
  const hex = utf8.toString('hex');
  const texts = [escaped(text), hex, hex.toUpperCase(), encodeURIComponent(text), ...inBase64(utf8)];
  return [
    utf8,
    Buffer.from(text, 'utf16le'),
    Buffer.from(text, 'latin1'),
    ...texts.map((form) => Buffer.from(form)),
  ];
};

/** Every file below a folder. */
const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));

/** Where in a folder's files these bytes lie: the names of the files. */
export const filesWith = (folder: string, bytes: Uint8Array): readonly string[] =>
  filesBelow(folder).filter((file) => readFileSync(file).includes(Buffer.from(bytes)));

/** Which of these texts can be found in a folder's files, in clear, in base64, hex or escaped: `text in file`. */
export const tracesOf = (folder: string, texts: readonly string[]): readonly string[] => {
  const files = filesBelow(folder).map((file) => ({ file, bytes: readFileSync(file) }));
  return texts.flatMap((text) => {
    const forms = formsOf(text);
    return files
      .filter(({ bytes }) => forms.some((form) => bytes.includes(form)))
      .map(({ file }) => `${text} in ${file}`);
  });
};
