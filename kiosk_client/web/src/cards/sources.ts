import type { Source, SourceKind } from '../protocol/answer';

const NAMES: Readonly<Record<SourceKind, string>> = {
  guide: '办事指南',
  faq: '常见问题',
  policy: '政策',
  one_thing: '一件事',
  help: '帮办代办',
  diagram: '审批流程图',
  point: '服务点',
  calendar: '放假安排',
  hall: '大厅信息',
  item: '事项清单',
  talk: '',
};

/** The records an answer rests on, in one line; empty for courtesies. */
export function sourceLine(sources: readonly Source[]): string {
  const named = sources
    .filter((source) => source.kind !== 'talk' && source.id !== '')
    .map((source) => `${NAMES[source.kind] ?? ''} ${source.id}（第 ${source.revision} 版）`.trim());
  return [...new Set(named)].join('、');
}

/** Whether something of the answer has not been checked by the hall. */
export const hasUnchecked = (sources: readonly Source[]): boolean =>
  sources.some((source) => source.kind !== 'talk' && !source.approved);
