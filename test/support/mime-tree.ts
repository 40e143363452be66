/**
 * BODYSTRUCTURE and the sections of a mail (RFC 3501 6.4.5, 7.4.2), for the fake IMAP server: enough for the mails of the tests.
 */
import { contentOf } from '../../src/io/content.ts';

export type Tree = { readonly structure: string; readonly sections: ReadonlyMap<string, string> };

/** Of a mail with CRLF line ends. */
export const structureOf = (source: string): Tree => {
  const sections = new Map<string, string>();
  const [header, body] = split(source);
  sections.set('HEADER', header);
  sections.set('TEXT', body);
  return { structure: describe(header, body, '', sections), sections };
};

const split = (entity: string): readonly [string, string] => {
  if (entity.startsWith('\r\n')) return ['\r\n', entity.slice(2)];
  const end = entity.indexOf('\r\n\r\n');
  return end < 0 ? [entity, ''] : [entity.slice(0, end + 4), entity.slice(end + 4)];
};

const describe = (header: string, body: string, number: string, sections: Map<string, string>): string => {
  const { type, encoding, boundary } = contentOf(header);
  const [main = '', sub = ''] = type.toUpperCase().split('/');
  if (boundary === null) {
    const part = number === '' ? '1' : number;
    sections.set(part, body);
    const fields = `"${main}" "${sub}" NIL NIL NIL "${encoding === '' ? '7BIT' : encoding.toUpperCase()}" ${body.length}`;
    if (type === 'message/rfc822') {
      const [within, text] = split(body);
      sections.set(`${part}.HEADER`, within);
      return `(${fields} (NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL) ${describe(within, text, `${part}.1`, new Map())} 1)`;
    }
    return main === 'TEXT' ? `(${fields} ${body.split('\n').length})` : `(${fields})`;
  }
  const children = `\r\n${body}`
    .split(`\r\n--${boundary}`)
    .slice(1)
    .filter((child) => !child.startsWith('--'));
  const described = children.map((child, index) => {
    const part = number === '' ? `${index + 1}` : `${number}.${index + 1}`;
    const [mime, content] = split(child.slice(2));
    sections.set(`${part}.MIME`, mime);
    return describe(mime, content, part, sections);
  });
  return `(${described.join('')} "${sub}" ("BOUNDARY" "${boundary}"))`;
};
