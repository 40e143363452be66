/**
 * Of several addresses in one answer, the one that is meant: by what people write beside the others (`paper:`, `formerly`).
 */
import { type FoundUrl, urlsIn } from './url.ts';

type Usable = FoundUrl & { readonly kind: 'url' };

const wordsOf = (text: string): ReadonlySet<string> => new Set(text.split(' '));

const MAIN = wordsOf(
  'data dataset datasets download downloads primary main corpus original canonical files daten datos donnees',
);
const SIDE = wordsOf(
  'paper preprint article publication publications journal arxiv code source github gitlab software repo license licence terms mirror mirrors mirrored backup docs documentation website homepage project demo video blog cite citation poster slides supplement supplementary readme related also described description alternative alternatively old previous formerly copy',
);

const ADDRESS = /https?:\/\/[^\s<>"“”«»|、。，；）】」』]+/giu;
const REMARK = /^[\s,;.>]{0,3}[([]([^()[\]:/]{1,40})[)\]]/;

/** Whether words speak of something else than the dataset: a paper, its code, a licence. */
export const namesOther = (text: string): boolean =>
  (text.toLowerCase().match(/\p{L}+/gu) ?? []).some((word) => SIDE.has(word));

type Named = { readonly url: Usable; readonly isMain: boolean; readonly isSide: boolean };

/** Each address with what the words before it, or in brackets behind it, call it. */
const named = (raw: string): readonly Named[] => {
  let from = 0;
  return [...raw.matchAll(ADDRESS)].flatMap((match) => {
    const end = match.index + match[0].length;
    const remark = REMARK.exec(raw.slice(end, end + 48));
    const beside = `${raw.slice(from, match.index).slice(-60)} ${remark?.[1] ?? ''}`;
    from = end + (remark?.[0].length ?? 0);
    const words = beside.toLowerCase().match(/\p{L}+/gu) ?? [];
    const [url] = urlsIn(match[0]);
    if (url?.kind !== 'url') return [];
    const [isMain, isSide] = [words.some((word) => MAIN.has(word)), words.some((word) => SIDE.has(word))];
    return [{ url, isMain: isMain && !isSide, isSide: isSide && !isMain }];
  });
};

/** The address that is the dataset's by the words around it; null where they don't tell. */
export const mainUrl = (raw: string): Usable | null => {
  const all = named(raw);
  const mains = all.filter(({ isMain }) => isMain);
  const rest = mains.length > 0 ? mains : all.filter(({ isSide }) => !isSide);
  return rest.length === 1 && all.length > 1 ? (rest[0]?.url ?? null) : null;
};

const ASIDE = wordsOf(
  'cc bcc formerly former old previous not no or backup alternative alternatively secondary second emergency emergencies urgent private otherwise assistant colleague instead copy also and copie kopie kopia copia ancien ancienne antiguo alt alte alternativ ersatzweise sonst',
);

/** The mail address without any such words before it; null where that isn't the first one alone. */
export const mainAddress = (raw: string, addresses: readonly string[]): string | null => {
  const text = raw.toLowerCase();
  let from = 0;
  const asides = addresses.map((address) => {
    const at = text.indexOf(address.toLowerCase(), from);
    const before = text.slice(from, Math.max(from, at)).slice(-60);
    from = at < 0 ? from : at + address.length;
    return (before.match(/\p{L}+/gu) ?? []).some((word) => ASIDE.has(word));
  });
  const [first, ...others] = asides;
  return first === false && others.every(Boolean) ? (addresses[0] ?? null) : null;
};
