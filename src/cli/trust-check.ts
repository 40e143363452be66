/**
 * The check of `doctor` on TRUSTED_AUTHSERV_IDS: what stands topmost in the Authentication-Results of recent mail (RFC 8601).
 */
import type { Config } from '../config.ts';
import { topmostServer } from '../mail/authentication.ts';
import { readHeaders, valuesOf } from '../mail/header.ts';
import type { Store } from '../store/store.ts';
import { advice, type Check, ill } from './check.ts';
import { plural } from './print.ts';

const RECENT = 20;
const LEAST = 3;

/** The topmost authserv-id of each recent mail that came over a server; null for a mail without one. */
const recentServers = (store: Store): readonly (string | null)[] =>
  store
    .messages()
    .filter(({ state, kind }) => state === 'decided' && kind !== 'own')
    .toSorted((a, b) => b.at - a.at)
    .slice(0, RECENT)
    .flatMap(({ id }) => {
      const source = store.message(id)?.source ?? null;
      if (source === null) return [];
      const headers = readHeaders(source);
      // What a person or a program put straight into the folder passed no server that could have verified it.
      return valuesOf(headers, 'received').length === 0 ? [] : [topmostServer(headers)];
    });

const count = (ids: readonly (string | null)[]): ReadonlyMap<string, number> =>
  ids.reduce((so, id) => (id === null ? so : so.set(id, (so.get(id) ?? 0) + 1)), new Map<string, number>());

/** Advice where recent mail speaks with one voice and nobody is trusted; a mistake where those who are trusted never speak. */
export const trustCheck = (config: Config, store: Store): readonly Check[] => {
  const ids = recentServers(store);
  if (ids.length < LEAST) return [];
  const mails = `the last ${plural(ids.length, 'mail')}`;
  const [most] = [...count(ids)].toSorted(([, a], [, b]) => b - a);
  // Anybody can write that field: a server of ours puts it on nearly all, a sender only on his own.
  const usual = most !== undefined && most[1] >= ids.length * 0.8 ? most[0] : null;
  const trusted = config.trustedAuthservIds;
  if (trusted.length === 0)
    return usual === null
      ? []
      : [
          advice(
            'trust',
            `${usual} verified the senders of ${most?.[1]} of ${mails}`,
            `If ${usual} is your own receiving server, set TRUSTED_AUTHSERV_IDS=${usual}: mail with a forged sender is then held.`,
          ),
        ];
  if (ids.some((id) => id !== null && trusted.includes(id))) return [];
  const instead =
    usual === null ? 'to the name at the beginning of the topmost field' : `=${usual}, if that is your own server`;
  return [
    ill(
      'trust',
      `none of ${mails} has the word of ${trusted.join(' or ')} topmost, so no sender counts as verified`,
      `Correct TRUSTED_AUTHSERV_IDS${usual === null ? ' ' : ''}${instead}; empty, nothing is verified.`,
    ),
  ];
};
