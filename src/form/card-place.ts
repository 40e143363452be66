/**
 * Where a dataset's card lies: the page that people look at -> the text of its README.
 * Hugging Face: `/datasets/OWNER/NAME/raw/REVISION/README.md`; GitHub: raw.githubusercontent.com/OWNER/NAME/REF/PATH.
 */
import { parsedUrl } from './parsed-url.ts';

const segmentsOf = (url: URL): readonly string[] => url.pathname.split('/').filter((segment) => segment !== '');

const isMarkdown = (path: string): boolean => /\.(?:md|markdown)$/i.test(path);

/** The README of what `rest` shows: `blob/REF/FILE.md` is itself one, `tree/REF/FOLDER` has one. */
const readmeOf = (rest: readonly string[], head: string): { readonly ref: string; readonly path: string } => {
  const [view, ref, ...path] = rest;
  if (ref === undefined || !['blob', 'tree', 'raw', 'resolve'].includes(view ?? ''))
    return { ref: head, path: 'README.md' };
  const shown = path.join('/');
  if (view === 'tree') return { ref, path: [...path, 'README.md'].join('/') };
  return { ref, path: isMarkdown(shown) ? shown : 'README.md' };
};

const VIEWS: ReadonlySet<string> = new Set('blob tree raw resolve viewer discussions embed settings'.split(' '));

/** The oldest datasets have no owner: `/datasets/squad`. */
const onHuggingFace = (url: URL): string | null => {
  const [what, first, second, ...more] = segmentsOf(url);
  if (what !== 'datasets' || first === undefined) return null;
  const owned = second !== undefined && !VIEWS.has(second);
  const name = owned ? `${first}/${second}` : first;
  const { ref, path } = readmeOf(owned || second === undefined ? more : [second, ...more], 'main');
  return `https://huggingface.co/datasets/${name}/raw/${ref}/${path}`;
};

const onGitHub = (url: URL): string | null => {
  const [owner, repository, ...rest] = segmentsOf(url);
  if (owner === undefined || repository === undefined) return null;
  const { ref, path } = readmeOf(rest, 'HEAD');
  return `https://raw.githubusercontent.com/${owner}/${repository.replace(/\.git$/, '')}/${ref}/${path}`;
};

const rawOf = (address: string): string | null => {
  const url = parsedUrl(address);
  if (url === null) return null;
  switch (url.hostname.toLowerCase().replace(/^www\./, '')) {
    case 'huggingface.co':
    case 'hf.co':
      return onHuggingFace(url);
    case 'github.com':
      return onGitHub(url);
    default:
      return isMarkdown(url.pathname) ? url.href : null;
  }
};

/**
 * Where the card's text is: of `cardUrl`, the card as the contributor named it, else of `datasetUrl`. Null where only a person
 * can find it.
 */
export const cardUrlOf = (datasetUrl: string, cardUrl: string | null): string | null =>
  cardUrl === null ? rawOf(datasetUrl) : (rawOf(cardUrl) ?? cardUrl);
