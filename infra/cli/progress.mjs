/** Tells on stderr how far an import is: over itself on a terminal, a line every tenth elsewhere. @param {import('./words.mjs').Words} words */
export function teller(words) {
  const { stderr } = process;
  const { language, imported } = words;
  const began = performance.now();
  const whole = (/** @type {number} */ number) => Math.floor(number).toLocaleString(language);
  const part = (/** @type {number} */ share) =>
    share.toLocaleString(language, { style: 'percent', maximumFractionDigits: 0 });
  let told = -1;

  const say = (/** @type {string} */ text, /** @type {number} */ share) => {
    const bar = `[${'#'.repeat(Math.floor(share * 20)).padEnd(20, '-')}]`;
    if (stderr.isTTY) return void stderr.write(`\r\u001b[K${bar} ${text}`);
    if (Math.floor(share * 10) === told) return;
    told = Math.floor(share * 10);
    stderr.write(`${text}\n`);
  };
  return {
    clear: () => void (stderr.isTTY && stderr.write('\r\u001b[K')),
    seconds: () =>
      ((performance.now() - began) / 1_000).toLocaleString(language, { maximumFractionDigits: 1 }),
    /** @param {{ rows: number, bytes: number }} progress @param {number} size */
    progress: ({ rows, bytes }, size) => {
      const seconds = (performance.now() - began) / 1_000;
      const share = size > 0 ? Math.min(bytes / size, 1) : 1;
      const left = share > 0.02 ? whole((seconds * (1 - share)) / share + 0.5) : undefined;
      say(imported.progress(part(share), whole(rows), whole(rows / seconds), left), share);
    },
    /** @param {{ position: number, of: number }} catching */
    catchingUp: ({ position, of }) => {
      const share = of > 0 ? position / of : 1;
      told = -1;
      say(imported.catchingUp(part(share)), share);
    },
  };
}
