import { describe, expect, it } from 'vitest';
import { decisionOf, keptDecision, keptReading, readingOf, signsIn } from '../../../src/store/kept.ts';
import type { Decision } from '../../../src/triage/decision.ts';
import { readMessage } from '../../../src/triage/reading.ts';
import { policy } from '../../support/owner.ts';
import { nothing } from '../work/support.ts';

const mail = (...lines: readonly string[]) => readMessage(Buffer.from(lines.join('\r\n')), policy);
const letter = await mail('From: ann@example.org', 'Subject: Hello', '', 'May I ask something?');
const news = await mail('From: news@example.org', 'List-Id: <news.example.org>', 'Subject: News', '', 'All of it.');

describe('a kept reading', () => {
  it.each([
    ['of a letter', letter],
    ['of bulk mail', news],
  ])('%s reads back as it was, its rules that missed too', (_what, reading) => {
    expect(readingOf(keptReading(reading))).toEqual(reading);
    expect(signsIn(JSON.stringify(JSON.parse(keptReading(reading)).reasons))).toEqual(reading.reasons);
  });

  it('has only the names of rules that found nothing', () => {
    const kept = keptReading(news);
    expect(kept).toContain('"rule":"list","hit":true');
    expect(kept).not.toContain('no sign');
  });

  it('tells of a rule that there is no more', () => {
    expect(signsIn('["rule-of-old"]')).toEqual([
      { rule: 'rule-of-old', hit: false, evidence: 'no sign (a rule of an earlier version)' },
    ]);
  });
});

describe('a kept decision', () => {
  const mistake = { rule: 'mistake', hit: true, evidence: 'a mistake in mailroom' };
  const decision: Decision = { ...nothing, reasons: [...letter.reasons, mistake] };

  it('has the rules of its reading again, and its own', () => {
    const kept = keptDecision(decision, letter);
    expect(JSON.parse(kept).reasons).toEqual([mistake]);
    const { events: _events, letters: _letters, ...rest } = decision;
    expect(decisionOf(kept, letter)).toEqual({ ...rest, touched: [] });
  });

  it('names the submissions that it touched, each once, without what happened to them', () => {
    const noted = (submission: string) => ({ submission, event: { type: 'noted' as const, text: 'a word' } });
    const kept = keptDecision({ ...decision, events: ['DS-0002', 'DS-0001', 'DS-0002'].map(noted) }, letter);
    expect(decisionOf(kept, letter).touched).toEqual(['DS-0002', 'DS-0001']);
    expect(kept).not.toContain('a word');
  });
});
