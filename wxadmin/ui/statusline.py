"""The bottom line: when things were saved, and work in hand with numbers and 取消."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QPushButton, QStatusBar, QWidget

from wxadmin.i18n import _
from wxadmin.ui.tasks import Job, Tasks


class _JobLine(QWidget):
    def __init__(self, job: Job, parent: QWidget) -> None:
        super().__init__(parent)
        self.job = job
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 8, 0)
        row.setSpacing(8)
        self.words = QLabel(self)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar(self)
        self.bar.setFixedSize(120, 8)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(job.title)
        self.stop = QPushButton(_("取消"), self)
        self.stop.setProperty("link", "true")
        self.stop.setAccessibleName(_("取消：{what}").format(what=job.title))
        self.stop.clicked.connect(job.cancel)
        for piece in (self.words, self.bar, self.stop):
            row.addWidget(piece)
        job.progressed.connect(self.show_progress)
        self.show_progress()

    def show_progress(self) -> None:
        """Words and numbers of the job as it stands."""
        job = self.job
        if job.stopping:
            self.words.setText(_("{what}：正在取消…").format(what=job.title))
            self.stop.setEnabled(False)
            return
        if job.total:
            words = _("后台：{what} {done}/{total}").format(
                what=job.title, done=f"{job.done:,}", total=f"{job.total:,}"
            )
            left = job.left
            if left is not None and left >= 2:
                words += (
                    _("，约剩 {n} 秒").format(n=round(left))
                    if left < 90
                    else _("，约剩 {n} 分钟").format(n=round(left / 60))
                )
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, job.done * 1000 // job.total))
        else:
            words = _("后台：{what}").format(what=job.title)
            self.bar.setRange(0, 0)
        self.words.setText(words)


class StatusLine(QStatusBar):
    """Shows every job of ``tasks`` and the last save."""

    def __init__(self, tasks: Tasks, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._tasks = tasks
        self._saved = QLabel(_("就绪"), self)
        self._saved.setContentsMargins(12, 0, 0, 0)
        self.addWidget(self._saved, 1)
        self._lines: list[_JobLine] = []
        tasks.jobs_changed.connect(self._on_jobs_changed)

    def say(self, words: str) -> None:
        """Show a short state on the left."""
        self._saved.setText(words)

    def saved(self, label: str) -> None:
        """A change was written just now."""
        from wxadmin.services import clock  # not before the first paint

        self.say(_("已保存 {time} · {what}").format(time=clock.shown(clock.stamp())[-5:], what=label))

    def _on_jobs_changed(self) -> None:
        jobs = self._tasks.jobs
        for line in [one for one in self._lines if one.job not in jobs]:
            self._lines.remove(line)
            self.removeWidget(line)
            line.deleteLater()
        for job in jobs:
            if all(line.job is not job for line in self._lines):
                line = _JobLine(job, self)
                self._lines.append(line)
                self.addPermanentWidget(line)
                line.show()
