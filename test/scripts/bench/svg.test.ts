import assert from 'node:assert/strict'
import test from 'node:test'
import { drawPicture, type Picture } from '../../../scripts/bench/svg.ts'

function picture(change: Partial<Picture> = {}): Picture {
  const bars = [
    { series: 'theirs', value: 100, text: '100 ms' },
    { series: 'ours', value: 25, text: '25 ms' },
  ]
  return {
    title: 'Figures',
    footer: 'measured here',
    series: [
      { name: 'theirs', colour: '#111111' },
      { name: 'ours', colour: '#222222' },
    ],
    charts: [{ title: 'Small', note: 'shorter is better', cells: [{ title: 'get k', bars }] }],
    ...change,
  }
}

/** Widths of the bars of one colour; the square in the legend is first. */
function widths(svg: string, colour: string): number[] {
  return [...svg.matchAll(new RegExp(`<rect [^>]*width="([\\d.]+)"[^>]*fill="${colour}"`, 'g'))].map(([, width]) =>
    Number(width),
  )
}

test('the length of a bar is its share of the longest in its cell', () => {
  const svg = drawPicture(picture())
  const longest = widths(svg, '#111111')[1] ?? 0
  const other = widths(svg, '#222222')[1] ?? 0
  assert.ok(longest > 100)
  assert.ok(Math.abs(longest / other - 4) < 0.01, `${longest} to ${other}`)
})

test('every bar has its value beside it, and every series its name in the legend', () => {
  const svg = drawPicture(picture())
  for (const words of ['100 ms', '25 ms', 'theirs', 'ours', 'get k', 'Small', 'shorter is better', 'measured here']) {
    assert.ok(svg.includes(`>${words}</text>`), words)
  }
})

test('a chart without cells is left out, and the picture is lower', () => {
  const full = drawPicture(picture())
  const empty = drawPicture(picture({ charts: [{ title: 'Small', note: '', cells: [] }] }))
  const height = (svg: string) => Number(/ height="(\d+)"/.exec(svg)?.[1])
  assert.ok(!empty.includes('Small'))
  assert.ok(height(empty) < height(full))
})

test('a cell without bars does not spoil the drawing', () => {
  const svg = drawPicture(picture({ charts: [{ title: 'Large', note: '', cells: [{ title: 'memory', bars: [] }] }] }))
  assert.ok(svg.includes('>memory</text>'))
  assert.ok(!/NaN|Infinity|undefined/.test(svg))
})

test('words are escaped', () => {
  assert.ok(drawPicture(picture({ footer: 'a < b & c' })).includes('>a &lt; b &amp; c</text>'))
})

test('the picture needs nothing from elsewhere and runs nothing', () => {
  const svg = drawPicture(picture())
  assert.doesNotMatch(svg.replace('http://www.w3.org/2000/svg', ''), /https?:|href|<script|<style|@import/)
})
