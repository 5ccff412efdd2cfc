// One box that ticks every row. It exists only while scripts run; without them a link beside the
// table loads the page with all rows ticked.

/** Puts a working box in every `[data-select-all="the rows' input name"]`. */
export function selectAll (scope) {
  scope.querySelectorAll('[data-select-all]').forEach((place) => {
    const rows = [...place.closest('form').elements].filter((box) => box.name === place.dataset.selectAll)
    if (!rows.length) return
    const all = boxIn(place)
    const follow = () => {
      const ticked = rows.filter((box) => box.checked).length
      all.checked = ticked === rows.length
      all.indeterminate = ticked > 0 && ticked < rows.length
    }
    all.addEventListener('change', () => rows.forEach((box) => { box.checked = all.checked }))
    rows.forEach((box) => box.addEventListener('change', follow))
    follow()
  })
}

function boxIn (place) {
  const item = place.querySelector('template').content.firstElementChild.cloneNode(true)
  place.querySelectorAll(':scope > :not(template)').forEach((words) => words.remove())
  place.append(item)
  return item.querySelector('input')
}
