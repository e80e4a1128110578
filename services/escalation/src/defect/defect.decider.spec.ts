import { describe, it } from '@jest/globals';
import type { DefectFixed, DefectRaised } from '@relais/contracts';
import { closed, held, opened, resolved, scenario } from '@relais/testkit';
import { defect, type RaiseDefect, type RecordFix } from './defect.decider.ts';

const { given } = scenario(defect, {
  by: 'lena',
  roles: ['agent'],
  level: 2,
  at: '2026-03-02T08:15:00Z',
  rules: undefined,
});
const words = { version: '1.4', title: 'Stripes on glossy paper', symptoms: 'Every third line is blank.' };
const raised: DefectRaised = { type: 'DefectRaised', data: { defect: 'd1', product: 'printer', ...words } };
const fixed = (version?: string): DefectFixed => ({
  type: 'DefectFixed',
  data: { defect: 'd1', ...(version && { version }) },
});

describe('raising a defect', () => {
  const raise = (other: Partial<RaiseDefect['data']> = {}): RaiseDefect => ({
    type: 'RaiseDefect',
    data: { defect: 'd1', ...words, ...other },
  });

  it('tells the vendor of the ticket’s product', () => given(opened).when(raise()).then(raised));
  it('grants the same words once, under whatever id', () =>
    given(opened, raised)
      .when(raise({ defect: 'd2' }))
      .then());
  it('tells another one beside the first', () =>
    given(opened, raised)
      .when(raise({ defect: 'd2', version: '2.0' }))
      .then({ type: 'DefectRaised', data: { ...raised.data, defect: 'd2', version: '2.0' } }));
  it('tells the same again when it was fixed', () =>
    given(opened, raised, fixed())
      .when(raise({ defect: 'd2' }))
      .then({ type: 'DefectRaised', data: { ...raised.data, defect: 'd2' } }));
  it('needs a product: without one there is no vendor', () => {
    const { product: _, ...data } = opened.data;
    given({ ...opened, data })
      .when(raise())
      .refused('product-unknown');
  });
  it('is possible while the ticket waits', () => given(opened, held).when(raise()).then(raised));
  it('leaves a resolved and a closed ticket alone', () => {
    given(opened, resolved).when(raise()).refused('ticket-resolved');
    given(opened, closed).when(raise()).refused('ticket-closed');
  });
  it('knows no such ticket', () => given().when(raise()).refused('ticket-unknown'));
});

describe('recording a fix', () => {
  const record = (version?: string): RecordFix => ({
    type: 'RecordFix',
    data: { defect: 'd1', ...(version && { version }) },
  });

  it('says in which version it is gone', () => given(opened, raised).when(record('1.5')).then(fixed('1.5')));
  it('may not know the version', () => given(opened, raised).when(record()).then(fixed()));
  it('is granted once', () => {
    given(opened, raised, fixed('1.5')).when(record('1.5')).then();
    given(opened, raised, fixed('1.5')).when(record()).then();
  });
  it('tells a version that was not known, or was wrong', () => {
    given(opened, raised, fixed()).when(record('1.5')).then(fixed('1.5'));
    given(opened, raised, fixed('1.5')).when(record('1.6')).then(fixed('1.6'));
  });
  it('comes in its own time, whatever became of the ticket', () => {
    given(opened, raised, held).when(record()).then(fixed());
    given(opened, raised, resolved).when(record()).then(fixed());
    given(opened, raised, resolved, closed).when(record()).then(fixed());
  });
  it('is for a defect of the ticket', () => given(opened).when(record()).refused('defect-unknown'));
  it('knows no such ticket', () => given().when(record()).refused('ticket-unknown'));
});
