/**
 * Large mails without their attachments: header, structure and text parts are fetched and put together again as valid RFC 5322,
 * the bodies of attachments empty. Mails of the same build are fetched together.
 */
import type { FetchMessageObject, MessageStructureObject } from 'imapflow';
import { contentOf } from './content.ts';
import { decodedSize, emptiedField, keptOf } from './emptied.ts';
import type { OpenMailbox } from './imap-session.ts';

const MAX_HEADER = 256 * 1024;
const MAX_LEAVES = 60;
const MAX_TEXT = 1024 * 1024;

type Section = { readonly key: string; readonly maxLength: number };
type Build = {
  readonly header: Buffer;
  readonly structure: MessageStructureObject;
  readonly sections: readonly Section[];
};

/** UID -> the mail. What is missing from it couldn't be had this way. Rejects with PortError. */
export const largeMails = async (
  mailbox: OpenMailbox,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> => {
  const header = { key: 'header', maxLength: MAX_HEADER };
  const builds = buildsIn(
    await mailbox.fetch(keys.join(','), { uid: true, bodyStructure: true, bodyParts: [header] }),
    keys,
  );
  const mails = new Map<string, Buffer>();
  for (const { sections, members } of groupsOf(builds)) {
    const parts = sections.length === 0 ? NO_PARTS : await partsOf(mailbox, [...members.keys()], sections);
    for (const [key, build] of members) {
      const mail = assemble(build, parts.get(key) ?? new Map());
      if (mail !== null) mails.set(key, mail);
    }
  }
  return mails;
};

const NO_PARTS: ReadonlyMap<string, Parts> = new Map();

type Group = { readonly sections: readonly Section[]; readonly members: Map<string, Build> };

const groupsOf = (builds: ReadonlyMap<string, Build>): Iterable<Group> => {
  const groups = new Map<string, Group>();
  for (const [key, build] of builds) {
    const name = JSON.stringify(build.sections);
    const group = groups.get(name) ?? { sections: build.sections, members: new Map<string, Build>() };
    group.members.set(key, build);
    groups.set(name, group);
  }
  return groups.values();
};

/** Rows may be doubled, foreign or without what was asked for; the first that is whole counts. */
const buildsIn = (rows: readonly FetchMessageObject[], keys: readonly string[]): ReadonlyMap<string, Build> => {
  const wanted = new Set(keys);
  const builds = new Map<string, Build>();
  for (const { uid, headers, bodyStructure } of rows) {
    const key = String(uid);
    if (headers === undefined || bodyStructure === undefined || !wanted.has(key) || builds.has(key)) continue;
    const sections = sectionsOf(bodyStructure);
    if (sections !== null) builds.set(key, { header: headers, structure: bodyStructure, sections });
  }
  return builds;
};

/** What to fetch of a mail besides its header, or null where it has too many parts to ask for. */
const sectionsOf = (root: MessageStructureObject): readonly Section[] | null => {
  if (!isMultipart(root)) {
    const kept = keptOf(root.type);
    return typeof kept === 'number' && kept > 0 ? [{ key: 'text', maxLength: kept }] : [];
  }
  const nodes = childrenOf(root);
  if (nodes.length > MAX_LEAVES) return null;
  let budget = MAX_TEXT;
  return nodes.flatMap((node): Section[] => {
    const part = node.part ?? '';
    const mime = { key: `${part}.mime`, maxLength: MAX_HEADER };
    if (isMultipart(node)) return [mime];
    const kept = keptOf(node.type);
    if (kept === 'header') return [mime, { key: `${part}.header`, maxLength: MAX_HEADER }];
    const maxLength = Math.min(kept, budget);
    budget -= Math.min(maxLength, node.size ?? 0);
    return maxLength > 0 ? [mime, { key: part, maxLength }] : [mime];
  });
};

const isMultipart = (node: MessageStructureObject): boolean => node.type.startsWith('multipart/');

/** All parts below, in order; a mail within a mail counts as one part. */
const childrenOf = (node: MessageStructureObject): readonly MessageStructureObject[] =>
  (node.childNodes ?? []).flatMap((child) => (isMultipart(child) ? [child, ...childrenOf(child)] : [child]));

type Parts = ReadonlyMap<string, Buffer>;

const partsOf = async (
  mailbox: OpenMailbox,
  keys: readonly string[],
  sections: readonly Section[],
): Promise<ReadonlyMap<string, Parts>> => {
  const rows = await mailbox.fetch(keys.join(','), { uid: true, bodyParts: [...sections] });
  const parts = new Map<string, Map<string, Buffer>>();
  for (const { uid, bodyParts } of rows) {
    const found = parts.get(String(uid)) ?? new Map<string, Buffer>();
    for (const [key, bytes] of bodyParts ?? []) found.set(key, bytes);
    parts.set(String(uid), found);
  }
  return parts;
};

const CRLF = Buffer.from('\r\n');

/** The mail from its pieces, or null where one is missing. */
const assemble = ({ header, structure, sections }: Build, parts: Parts): Buffer | null => {
  if (sections.some(({ key }) => parts.get(key) === undefined)) return null;
  const emptied: string[] = [];
  const note = (part: string, node: MessageStructureObject, kept: number): void => {
    const size = node.size ?? 0;
    if (size > kept) emptied.push(emptiedField(part, decodedSize(node.encoding ?? '', size), '\r\n'));
  };
  const get = (key: string): Buffer => parts.get(key) ?? Buffer.alloc(0);

  const body = (node: MessageStructureObject, mime: Buffer): readonly Buffer[] => {
    if (isMultipart(node)) return multipart(node, mime);
    const part = node.part ?? '1';
    const kept = get(node === structure ? 'text' : part);
    const within = get(`${part}.header`);
    note(part, node, kept.length + within.length);
    return [within, kept];
  };

  const multipart = (node: MessageStructureObject, mime: Buffer): readonly Buffer[] => {
    const boundary = contentOf(mime.toString('latin1')).boundary ?? node.parameters?.['boundary'];
    if (boundary === undefined) return [];
    const children = (node.childNodes ?? []).flatMap((child) => {
      const own = get(`${child.part ?? ''}.mime`);
      return [Buffer.from(`--${boundary}\r\n`, 'latin1'), closed(own), ...body(child, own), CRLF];
    });
    return [...children, Buffer.from(`--${boundary}--\r\n`, 'latin1')];
  };

  const content = body(structure, header);
  return Buffer.concat([Buffer.from(emptied.join(''), 'latin1'), closed(header), ...content]);
};

/** A header with the blank line that ends it, which a cut one lacks. */
const closed = (header: Buffer): Buffer => {
  const text = header.subarray(-4).toString('latin1');
  if (text.endsWith('\r\n\r\n') || header.equals(CRLF)) return header;
  return Buffer.concat([header, text.endsWith('\r\n') ? CRLF : Buffer.from('\r\n\r\n')]);
};
