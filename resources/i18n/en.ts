<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="zh_CN">
  <context>
    <name>Action</name>
    <message>
        <source>按住 0.8 秒执行</source>
        <translation>Hold for 0.8 s to do it</translation>
    </message>
    <message>
        <source>按住…</source>
        <translation>Hold…</translation>
    </message>
</context><context>
    <name>Acts</name>
    <message>
        <source>找与求助</source>
        <translation>Find and help</translation>
    </message>
    <message>
        <source>去哪里</source>
        <translation>Go to</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>外观与语言</source>
        <translation>Looks and language</translation>
    </message>
    <message>
        <source>布置窗口</source>
        <translation>Arrange</translation>
    </message>
    <message>
        <source>表格与卡片</source>
        <translation>Tables and cards</translation>
    </message>
    <message>
        <source>平面图</source>
        <translation>Floor plan</translation>
    </message>
    <message>
        <source>摄像机画面</source>
        <translation>Camera pictures</translation>
    </message>
    <message>
        <source>查找与执行</source>
        <translation>Find and do</translation>
    </message>
    <message>
        <source>此处的帮助</source>
        <translation>Help on this</translation>
    </message>
    <message>
        <source>快捷键一览</source>
        <translation>All shortcuts</translation>
    </message>
    <message>
        <source>快捷键存为 PDF</source>
        <translation>Save the shortcuts as PDF</translation>
    </message>
    <message>
        <source>认识值班台</source>
        <translation>Get to know the desk</translation>
    </message>
    <message>
        <source>菜单</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>撤销刚下的命令（5 秒内）</source>
        <translation>Take back the last order (within 5 s)</translation>
    </message>
    <message>
        <source>下一个窗格</source>
        <translation>Next pane</translation>
    </message>
    <message>
        <source>上一个窗格</source>
        <translation>Previous pane</translation>
    </message>
    <message>
        <source>去告警</source>
        <translation>To the alarms</translation>
    </message>
    <message>
        <source>看最严重的告警</source>
        <translation>See the worst alarm</translation>
    </message>
    <message>
        <source>去“应急预案”按钮（按住回车）</source>
        <translation>To the emergency button (hold Enter)</translation>
    </message>
    <message>
        <source>登录、退出</source>
        <translation>Log in, log out</translation>
    </message>
    <message>
        <source>回到实时</source>
        <translation>Back to live</translation>
    </message>
    <message>
        <source>暂停、继续</source>
        <translation>Pause, go on</translation>
    </message>
    <message>
        <source>退回 1 分钟</source>
        <translation>Back 1 minute</translation>
    </message>
    <message>
        <source>退回 20 分钟</source>
        <translation>Back 20 minutes</translation>
    </message>
    <message>
        <source>退一小步</source>
        <translation>A small step back</translation>
    </message>
    <message>
        <source>进一小步</source>
        <translation>A small step on</translation>
    </message>
    <message>
        <source>放快</source>
        <translation>Faster</translation>
    </message>
    <message>
        <source>放慢</source>
        <translation>Slower</translation>
    </message>
    <message>
        <source>换配色：夜间、日间、高对比</source>
        <translation>Colours: night, day, high contrast</translation>
    </message>
    <message>
        <source>大字、常规字</source>
        <translation>Large or usual letters</translation>
    </message>
    <message>
        <source>中文、English</source>
        <translation>Chinese or English</translation>
    </message>
    <message>
        <source>全屏</source>
        <translation>Full screen</translation>
    </message>
    <message>
        <source>显示窗格的标题条，好拖动</source>
        <translation>Show the panes' grips, to move them</translation>
    </message>
    <message>
        <source>保存窗口布置…</source>
        <translation>Save this arrangement…</translation>
    </message>
    <message>
        <source>恢复原始布置</source>
        <translation>Back to the first arrangement</translation>
    </message>
    <message>
        <source>在行间走动</source>
        <translation>Walk over the rows</translation>
    </message>
    <message>
        <source>看这一行的详情</source>
        <translation>Details of this row</translation>
    </message>
    <message>
        <source>这一行能做什么</source>
        <translation>What can be done with it</translation>
    </message>
    <message>
        <source>告警：按原因、按表</source>
        <translation>Alarms: by cause, as table</translation>
    </message>
    <message>
        <source>号票：重呼、过号或清号、转移、优先</source>
        <translation>Ticket: recall, no-show or clear, move, priority</translation>
    </message>
    <message>
        <source>点名：到、未到</source>
        <translation>Roll call: here, absent</translation>
    </message>
    <message>
        <source>窗口：多选到下一行、全选</source>
        <translation>Counters: mark the next row too, mark all</translation>
    </message>
    <message>
        <source>收起、放弃</source>
        <translation>Close, give up</translation>
    </message>
    <message>
        <source>走到旁边的窗口、人、设备</source>
        <translation>To the next counter, person, device</translation>
    </message>
    <message>
        <source>放大、缩小、看全</source>
        <translation>Nearer, farther, the whole plan</translation>
    </message>
    <message>
        <source>在平面图上查找</source>
        <translation>Find on the floor plan</translation>
    </message>
    <message>
        <source>拿起人员；再按回车放下</source>
        <translation>Pick a person up; Enter puts down</translation>
    </message>
    <message>
        <source>放大、缩回</source>
        <translation>Enlarge, shrink</translation>
    </message>
    <message>
        <source>抓图</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>回看 30 秒</source>
        <translation>Last 30 s</translation>
    </message>
    <message>
        <source>声音</source>
        <translation>Sound</translation>
    </message>
    <message>
        <source>对讲（按住讲话，松开结束）</source>
        <translation>Talk (hold to speak, let go to end)</translation>
    </message>
    <message>
        <source>云台</source>
        <translation>Turn</translation>
    </message>
    <message>
        <source>解除遮挡（要写原因）</source>
        <translation>Lift privacy (with a reason)</translation>
    </message>
    <message>
        <source>显示数据</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>换摄像机</source>
        <translation>Another camera</translation>
    </message>
    <message>
        <source>少几格、多几格</source>
        <translation>Fewer, more tiles</translation>
    </message>
</context><context>
    <name>AlarmSheet</name>
    <message>
        <source>收起</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>告警已结束，备注没有送出</source>
        <translation>The alarm has ended; the note was not sent</translation>
    </message>
    <message>
        <source>（未登记电话）</source>
        <translation>(no number given)</translation>
    </message>
    <message>
        <source>电话：{0}</source>
        <translation>Call: {0}</translation>
    </message>
    <message>
        <source>看{0}</source>
        <translation>Show {0}</translation>
    </message>
    <message>
        <source>备注：看到什么、做了什么；搁置要写原因。回车＝确认</source>
        <translation>Note: what you saw or did; shelving needs a reason. Enter acknowledges</translation>
    </message>
    <message>
        <source>备注</source>
        <translation>Note</translation>
    </message>
    <message>
        <source>交给…</source>
        <translation>Hand to…</translation>
    </message>
    <message>
        <source>已处理</source>
        <translation>Solved</translation>
    </message>
    <message>
        <source>搁置 {0} 分</source>
        <translation>Shelve {0} min</translation>
    </message>
    <message>
        <source>先写搁置的原因</source>
        <translation>Say why it is shelved first</translation>
    </message>
</context><context>
    <name>AlarmStrip</name>
    <message numerus="yes">
        <source>%n 个窗口无法叫号</source>
        <translation>
            <numerusform>%n counter cannot call</numerusform>
            <numerusform>%n counters cannot call</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>影响 %n 人</source>
        <translation>
            <numerusform>%n person affected</numerusform>
            <numerusform>%n people affected</numerusform>
        </translation>
    </message>
    <message>
        <source>无告警</source>
        <translation>No alarms</translation>
    </message>
    <message>
        <source>现在</source>
        <translation>Now</translation>
    </message>
</context><context>
    <name>AlarmWords</name>
    <message>
        <source>一切正常，没有什么要做</source>
        <translation>all is well, nothing to do</translation>
    </message>
    <message>
        <source>还在发生，还没有人说看见了</source>
        <translation>going on, and nobody has said they saw it</translation>
    </message>
    <message>
        <source>还在发生，有人看见了</source>
        <translation>going on, somebody has seen it</translation>
    </message>
    <message>
        <source>已经过去，但没有人说看见过</source>
        <translation>over, but nobody has said they saw it</translation>
    </message>
    <message>
        <source>有人放到一边，到时自己回来</source>
        <translation>put aside, comes back by itself</translation>
    </message>
    <message>
        <source>由另一条告警引起，处理那一条就行</source>
        <translation>caused by another alarm; deal with that one</translation>
    </message>
    <message>
        <source>设备停用，不报警</source>
        <translation>the device is out of service and raises no alarm</translation>
    </message>
    <message>
        <source>没有声音设备，报警读不出声</source>
        <translation>No sound device: alarms are not heard</translation>
    </message>
    <message>
        <source>没有装语音程序 espeak-ng，报警读不出声</source>
        <translation>espeak-ng is not installed: alarms are not heard</translation>
    </message>
    <message>
        <source>{0}（{1}）：{2}</source>
        <translation>{0} ({1}): {2}</translation>
    </message>
    <message>
        <source>起因 {0}</source>
        <translation>caused by {0}</translation>
    </message>
    <message>
        <source>{0} 已看见</source>
        <translation>seen by {0}</translation>
    </message>
    <message numerus="yes">
        <source>影响 %n 位客户</source>
        <translation>
            <numerusform>%n customer affected</numerusform>
            <numerusform>%n customers affected</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n 个窗口</source>
        <translation>
            <numerusform>%n counter</numerusform>
            <numerusform>%n counters</numerusform>
        </translation>
    </message>
    <message>
        <source>{0}（{1}）</source>
        <translation>{0} ({1})</translation>
    </message>
    <message>
        <source>10 分钟 {0} 条</source>
        <translation>{0} in 10 min</translation>
    </message>
    <message>
        <source>告警高峰：10 分钟 {0} 条，{1} 起；少于 {2} 条才算过去</source>
        <translation>Flood: {0} in 10 min, since {1} (over below {2})</translation>
    </message>
    <message>
        <source>再次提醒，尚未确认：{0}</source>
        <translation>Again, not acknowledged: {0}</translation>
    </message>
    <message>
        <source>报警：{0}</source>
        <translation>Alarm: {0}</translation>
    </message>
    <message>
        <source>{0}分钟内{1}条报警，最重要的是：{2}</source>
        <translation>{1} alarms in {0} minutes, the most important: {2}</translation>
    </message>
    <message>
        <source>还有{0}条报警没有确认，最重要的是：{1}</source>
        <translation>{0} alarms not acknowledged, the most important: {1}</translation>
    </message>
    <message>
        <source>一百多</source>
        <translation>over a hundred</translation>
    </message>
    <message>
        <source>零一二三四五六七八九</source>
        <translation>0123456789</translation>
    </message>
    <message>
        <source>十</source>
        <translation>10</translation>
    </message>
    <message>
        <source>两</source>
        <translation>2</translation>
    </message>
</context><context>
    <name>Alarms</name>
    <message>
        <source>表</source>
        <translation>Table</translation>
    </message>
    <message>
        <source>树</source>
        <translation>Tree</translation>
    </message>
    <message>
        <source>语音 开</source>
        <translation>Voice on</translation>
    </message>
    <message>
        <source>语音 关</source>
        <translation>Voice off</translation>
    </message>
    <message>
        <source>已派人处理</source>
        <translation>Somebody is on it</translation>
    </message>
    <message>
        <source>已报修</source>
        <translation>Repair ordered</translation>
    </message>
    <message>
        <source>误报</source>
        <translation>False alarm</translation>
    </message>
    <message>
        <source>确认</source>
        <translation>Acknowledge</translation>
    </message>
    <message>
        <source>放手</source>
        <translation>Let go</translation>
    </message>
    <message>
        <source>认领</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>取回</source>
        <translation>Unshelve</translation>
    </message>
    <message>
        <source>{0} 负责</source>
        <translation>owned by {0}</translation>
    </message>
    <message>
        <source>{0} 后恢复显示</source>
        <translation>back in {0}</translation>
    </message>
    <message numerus="yes">
        <source>%n 个窗口无法叫号</source>
        <translation>
            <numerusform>%n counter cannot call</numerusform>
            <numerusform>%n counters cannot call</numerusform>
        </translation>
    </message>
    <message>
        <source>{0} 条{1}</source>
        <translation>{0} {1}</translation>
    </message>
    <message>
        <source>{0} 条 · 未确认 {1}</source>
        <translation>{0} · {1} unacknowledged</translation>
    </message>
    <message>
        <source>没有需要处理的告警</source>
        <translation>No alarm needs anyone</translation>
    </message>
    <message>
        <source>其余 {0} 条</source>
        <translation>{0} more</translation>
    </message>
    <message>
        <source>未确认 {0}</source>
        <translation>{0} unacknowledged</translation>
    </message>
    <message>
        <source>已处理</source>
        <translation>solved</translation>
    </message>
    <message>
        <source>第 {0} 次</source>
        <translation>time {0}</translation>
    </message>
    <message>
        <source>同因 {0} 条</source>
        <translation>{0} of the same cause</translation>
    </message>
    <message>
        <source>确认 {0} 条</source>
        <translation>Acknowledge {0}</translation>
    </message>
    <message>
        <source>预备启动{0}</source>
        <translation>Arm {0}</translation>
    </message>
    <message>
        <source>启动{0}</source>
        <translation>Start {0}</translation>
    </message>
    <message>
        <source>告警</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>持续</source>
        <translation>For</translation>
    </message>
    <message>
        <source>影响</source>
        <translation>Affects</translation>
    </message>
    <message>
        <source>负责</source>
        <translation>Owner</translation>
    </message>
    <message>
        <source>次数</source>
        <translation>Times</translation>
    </message>
</context><context>
    <name>Batch</name>
    <message>
        <source>已发出 {0}</source>
        <translation>Sent {0}</translation>
    </message>
    <message>
        <source>{0}：{1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <source>开放</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>恢复</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>换业务</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>所选窗口都不需要</source>
        <translation>No marked counter needs it</translation>
    </message>
    <message numerus="yes">
        <source>已选 %n 个窗口</source>
        <translation>
            <numerusform>%n counter marked</numerusform>
            <numerusform>%n counters marked</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>{0}（%n 个窗口）</source>
        <translation>
            <numerusform>{0} (%n counter)</numerusform>
            <numerusform>{0} (%n counters)</numerusform>
        </translation>
    </message>
</context><context>
    <name>Counters</name>
    <message>
        <source>窗口</source>
        <translation>No.</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>柜员</source>
        <translation>Clerk</translation>
    </message>
    <message>
        <source>票号</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>业务</source>
        <translation>Business</translation>
    </message>
    <message>
        <source>用时 / 限时</source>
        <translation>Time / limit</translation>
    </message>
    <message>
        <source>权限</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>已办</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>平均</source>
        <translation>Mean</translation>
    </message>
    <message>
        <source>忙闲</source>
        <translation>Busy</translation>
    </message>
    <message>
        <source>设备</source>
        <translation>Devices</translation>
    </message>
    <message>
        <source>尚无窗口数据</source>
        <translation>Nothing known of the counters yet</translation>
    </message>
    <message>
        <source>{0} 个未知</source>
        <translation>{0} unknown</translation>
    </message>
    <message>
        <source>开放 {0} / {1}</source>
        <translation>{0} of {1} open</translation>
    </message>
    <message>
        <source>权限：{0}</source>
        <translation>Profile: {0}</translation>
    </message>
    <message>
        <source>重呼</source>
        <translation>Recall</translation>
    </message>
    <message>
        <source>已发出</source>
        <translation>Sent</translation>
    </message>
    <message>
        <source>{0} 台正常</source>
        <translation>{0} well</translation>
    </message>
    <message>
        <source>无人登录，不叫号；开放后变为空闲</source>
        <translation>nobody logged in, calls nobody; idle once opened</translation>
    </message>
    <message>
        <source>可以叫号；叫号后等客户到窗口</source>
        <translation>may call; then waits for the customer to come</translation>
    </message>
    <message>
        <source>等客户到窗口；开始办理、重呼，或过号后回到空闲</source>
        <translation>waits for the customer; serves, calls again, or is idle after a no-show</translation>
    </message>
    <message>
        <source>正在办理；办结并评价后回到空闲</source>
        <translation>serves; idle again when finished and rated</translation>
    </message>
    <message>
        <source>暂不叫号；恢复后变为空闲</source>
        <translation>does not call; idle once resumed</translation>
    </message>
    <message>
        <source>面板失联</source>
        <translation>Panel lost</translation>
    </message>
    <message>
        <source>超时</source>
        <translation>Over</translation>
    </message>
    <message>
        <source>第 {0} 次</source>
        <translation>call {0}</translation>
    </message>
    <message>
        <source>{0}：{1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <source>开放</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>恢复</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
</context><context>
    <name>Desk</name>
    <message>
        <source>命令未发出：{0}</source>
        <translation>Not sent: {0}</translation>
    </message>
    <message>
        <source>正在退出</source>
        <translation>logging out</translation>
    </message>
    <message>
        <source>现在不能下命令</source>
        <translation>nothing can be ordered now</translation>
    </message>
    <message>
        <source>本版面没有这个窗格</source>
        <translation>This layout has no such pane</translation>
    </message>
</context><context>
    <name>Detail</name>
    <message>
        <source>点选窗口、号票、人员、设备或告警</source>
        <translation>Choose a counter, ticket, person, device or alarm</translation>
    </message>
    <message>
        <source>执行</source>
        <translation>Do it</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>请填写原因</source>
        <translation>Please give a reason</translation>
    </message>
    <message>
        <source>已不在场</source>
        <translation>No longer here</translation>
    </message>
    <message>
        <source>现在不能下命令</source>
        <translation>Orders cannot be given now</translation>
    </message>
    <message>
        <source>预备启动预案</source>
        <translation>Arm plan</translation>
    </message>
    <message>
        <source>清号</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>人员</source>
        <translation>Clerk</translation>
    </message>
    <message>
        <source>业务权限</source>
        <translation>Work profile</translation>
    </message>
    <message>
        <source>号票</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>本号已办</source>
        <translation>Handled for</translation>
    </message>
    <message>
        <source>挂起</source>
        <translation>Put aside</translation>
    </message>
    <message>
        <source>今日办结</source>
        <translation>Served today</translation>
    </message>
    <message>
        <source>面板</source>
        <translation>Panel</translation>
    </message>
    <message>
        <source>专用通道</source>
        <translation>Lane</translation>
    </message>
    <message>
        <source>恢复</source>
        <translation>Resume</translation>
    </message>
    <message>
        <source>开放</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>原因（可不填）</source>
        <translation>Reason (optional)</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>改业务</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>重呼</source>
        <translation>Recall</translation>
    </message>
    <message>
        <source>派人开放</source>
        <translation>Open with</translation>
    </message>
    <message>
        <source>此前 {0}</source>
        <translation>before: {0}</translation>
    </message>
    <message>
        <source>第 {0} 位</source>
        <translation>place {0}</translation>
    </message>
    <message>
        <source>优先折算 {0}</source>
        <translation>credit {0}</translation>
    </message>
    <message>
        <source>业务</source>
        <translation>Business</translation>
    </message>
    <message>
        <source>取号</source>
        <translation>Taken</translation>
    </message>
    <message>
        <source>排位</source>
        <translation>Place</translation>
    </message>
    <message>
        <source>已等</source>
        <translation>Waited</translation>
    </message>
    <message>
        <source>优先</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>预约</source>
        <translation>Appointment</translation>
    </message>
    <message>
        <source>窗口</source>
        <translation>Counter</translation>
    </message>
    <message>
        <source>叫号次数</source>
        <translation>Calls</translation>
    </message>
    <message>
        <source>转移</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>改优先</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>岗位</source>
        <translation>Post</translation>
    </message>
    <message>
        <source>所在</source>
        <translation>Where</translation>
    </message>
    <message>
        <source>连续在岗</source>
        <translation>Without break</translation>
    </message>
    <message>
        <source>技能</source>
        <translation>Skills</translation>
    </message>
    <message>
        <source>调岗</source>
        <translation>Reassign</translation>
    </message>
    <message>
        <source>接班值守</source>
        <translation>Take the duty</translation>
    </message>
    <message>
        <source>等候 {0} 人</source>
        <translation>{0} waiting</translation>
    </message>
    <message>
        <source>来 {0} 人，走 {1} 人</source>
        <translation>{0} came, {1} left</translation>
    </message>
    <message>
        <source>人数</source>
        <translation>People</translation>
    </message>
    <message>
        <source>拥挤线</source>
        <translation>Crowded from</translation>
    </message>
    <message>
        <source>座位</source>
        <translation>Seats</translation>
    </message>
    <message>
        <source>清点</source>
        <translation>Counted</translation>
    </message>
    <message>
        <source>{0}前</source>
        <translation>{0} ago</translation>
    </message>
    <message>
        <source>最近 {0} 分钟</source>
        <translation>Last {0} minutes</translation>
    </message>
    <message>
        <source>在此人员</source>
        <translation>Staff here</translation>
    </message>
    <message>
        <source>等候</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>最长</source>
        <translation>Longest</translation>
    </message>
    <message>
        <source>已超时</source>
        <translation>Over limit</translation>
    </message>
    <message>
        <source>预计</source>
        <translation>Expected</translation>
    </message>
    <message>
        <source>开放窗口</source>
        <translation>Open counters</translation>
    </message>
    <message>
        <source>排在最前</source>
        <translation>Next in line</translation>
    </message>
    <message>
        <source>可办窗口</source>
        <translation>Served at</translation>
    </message>
    <message>
        <source>种类</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>失联自</source>
        <translation>Lost since</translation>
    </message>
    <message>
        <source>依赖</source>
        <translation>Needs</translation>
    </message>
    <message>
        <source>{0}，{1}前</source>
        <translation>{0}, {1} ago</translation>
    </message>
    <message>
        <source>显示</source>
        <translation>Shows</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Out of service</translation>
    </message>
    <message>
        <source>启用</source>
        <translation>Return to service</translation>
    </message>
    <message>
        <source>重启</source>
        <translation>Restart</translation>
    </message>
    <message>
        <source>发公告</source>
        <translation>Notice</translation>
    </message>
    <message>
        <source>公告文字，空为恢复原内容</source>
        <translation>Text; empty: its own programme again</translation>
    </message>
    <message>
        <source>{0} {1} 人</source>
        <translation>{0} {1}</translation>
    </message>
    <message>
        <source>级别</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>第 {0} 次</source>
        <translation>time {0}</translation>
    </message>
    <message>
        <source>影响</source>
        <translation>Affects</translation>
    </message>
    <message>
        <source>详情</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>指引</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>同因</source>
        <translation>Same cause</translation>
    </message>
    <message>
        <source>起因</source>
        <translation>Cause</translation>
    </message>
    <message>
        <source>确认</source>
        <translation>Acknowledge</translation>
    </message>
    <message>
        <source>负责</source>
        <translation>Owner</translation>
    </message>
    <message>
        <source>搁置</source>
        <translation>Shelve</translation>
    </message>
    <message>
        <source>至 {0}</source>
        <translation>until {0}</translation>
    </message>
    <message>
        <source>处理</source>
        <translation>Solved</translation>
    </message>
    <message>
        <source>{0} 分</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>放弃认领</source>
        <translation>Let go</translation>
    </message>
    <message>
        <source>认领</source>
        <translation>Take</translation>
    </message>
    <message>
        <source>处理完毕</source>
        <translation>Solved</translation>
    </message>
    <message>
        <source>如何处理的</source>
        <translation>How it was dealt with</translation>
    </message>
    <message>
        <source>取消搁置</source>
        <translation>Unshelve</translation>
    </message>
    <message>
        <source>启动预案</source>
        <translation>Start plan</translation>
    </message>
    <message>
        <source>何时</source>
        <translation>When</translation>
    </message>
    <message>
        <source>结束</source>
        <translation>Ends when</translation>
    </message>
    <message>
        <source>依据</source>
        <translation>Source</translation>
    </message>
    <message>
        <source>未启动</source>
        <translation>Not started</translation>
    </message>
    <message>
        <source>完成：{0}</source>
        <translation>Done: {0}</translation>
    </message>
    <message>
        <source>重试：{0}</source>
        <translation>Retry: {0}</translation>
    </message>
    <message>
        <source>跳过：{0}</source>
        <translation>Skip: {0}</translation>
    </message>
    <message>
        <source>结束预案</source>
        <translation>Stand down</translation>
    </message>
    <message>
        <source>已结束</source>
        <translation>Over</translation>
    </message>
    <message>
        <source>进行中</source>
        <translation>Under way</translation>
    </message>
    <message>
        <source>演练</source>
        <translation>Drill</translation>
    </message>
    <message>
        <source>分子</source>
        <translation>Numerator</translation>
    </message>
    <message>
        <source>分母</source>
        <translation>Denominator</translation>
    </message>
    <message>
        <source>上限</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>同期</source>
        <translation>Compare</translation>
    </message>
    <message>
        <source>见“服务指标”</source>
        <translation>see “Service figures”</translation>
    </message>
</context><context>
    <name>Devices</name>
    <message>
        <source>设备</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>已持续</source>
        <translation>For</translation>
    </message>
    <message>
        <source>读数 / 显示</source>
        <translation>Readings / shows</translation>
    </message>
    <message>
        <source>连带</source>
        <translation>Explains</translation>
    </message>
    <message>
        <source>尚无设备数据</source>
        <translation>Nothing known of the devices yet</translation>
    </message>
    <message>
        <source>{0} {1}</source>
        <translation>{0} {1}</translation>
    </message>
    <message>
        <source>重启</source>
        <translation>Restart</translation>
    </message>
    <message>
        <source>停用 {0} 的原因</source>
        <translation>Why take {0} out of service</translation>
    </message>
    <message>
        <source>检修</source>
        <translation>Maintenance</translation>
    </message>
    <message>
        <source>等待配件</source>
        <translation>Waiting for parts</translation>
    </message>
    <message>
        <source>清洁</source>
        <translation>Cleaning</translation>
    </message>
    <message>
        <source>{0} / {1} 正常</source>
        <translation>{0} of {1} well</translation>
    </message>
    <message>
        <source>{0} 台</source>
        <translation>{0}</translation>
    </message>
    <message>
        <source>（{0}前）</source>
        <translation> ({0} ago)</translation>
    </message>
    <message>
        <source>（失联前）</source>
        <translation> (before it was lost)</translation>
    </message>
    <message>
        <source>{0}前</source>
        <translation>{0} ago</translation>
    </message>
    <message>
        <source>使用 {0}</source>
        <translation>in use {0}</translation>
    </message>
    <message>
        <source>显示“{0}”</source>
        <translation>shows “{0}”</translation>
    </message>
    <message>
        <source>正常</source>
        <translation>Well</translation>
    </message>
    <message>
        <source>有故障</source>
        <translation>Faulty</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Out of service</translation>
    </message>
    <message>
        <source>启用</source>
        <translation>Return to service</translation>
    </message>
</context><context>
    <name>DevicesAct</name>
    <message>
        <source>停用</source>
        <translation>Take out</translation>
    </message>
</context><context>
    <name>Doing</name>
    <message>
        <source>画面已变，没有执行：请重新查找</source>
        <translation>The screen has changed, nothing was done: search again</translation>
    </message>
    <message>
        <source>已存为 {0}</source>
        <translation>Saved as {0}</translation>
    </message>
</context><context>
    <name>DutyBook</name>
    <message>
        <source>……共 {0} 行，全文在记录里</source>
        <translation>… {0} lines in all; the whole text is in the journal</translation>
    </message>
    <message>
        <source>今天还没有记事</source>
        <translation>Nothing has been written today</translation>
    </message>
    <message>
        <source>特殊问题</source>
        <translation>Special problems</translation>
    </message>
    <message>
        <source>{0} 件未解决</source>
        <translation>{0} open</translation>
    </message>
    <message>
        <source>{0} 项现在该做</source>
        <translation>{0} to do now</translation>
    </message>
    <message>
        <source>都做了</source>
        <translation>all done</translation>
    </message>
    <message>
        <source>今日巡视</source>
        <translation>Rounds today</translation>
    </message>
    <message>
        <source>我来处理</source>
        <translation>I see to it</translation>
    </message>
    <message>
        <source>已解决</source>
        <translation>Settled</translation>
    </message>
    <message>
        <source>{0} 报</source>
        <translation>reported by {0}</translation>
    </message>
    <message>
        <source>{0} 处理中</source>
        <translation>{0} sees to it</translation>
    </message>
    <message>
        <source>{0} 分前</source>
        <translation>{0} min ago</translation>
    </message>
    <message>
        <source>异常</source>
        <translation>not in order</translation>
    </message>
    <message>
        <source>正常；有问题就点一下</source>
        <translation>in order; press if it is not</translation>
    </message>
    <message>
        <source>完成，{0} 项异常</source>
        <translation>Done, {0} not in order</translation>
    </message>
    <message>
        <source>跳过</source>
        <translation>Leave out</translation>
    </message>
    <message>
        <source>现在需要</source>
        <translation>Needed now</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>{0} 做</source>
        <translation>due {0}</translation>
    </message>
    <message>
        <source>{0} 到时，已 {1} 分</source>
        <translation>due {0}, {1} min ago</translation>
    </message>
    <message>
        <source>{0} 要求</source>
        <translation>asked for by {0}</translation>
    </message>
    <message>
        <source>上次跳过 {0} {1}</source>
        <translation>last left out {0} {1}</translation>
    </message>
    <message>
        <source>上次 {0} {1}</source>
        <translation>last {0} {1}</translation>
    </message>
    <message>
        <source>跳过“{0}”的原因</source>
        <translation>Why “{0}” is left out</translation>
    </message>
    <message>
        <source>人手不够</source>
        <translation>Not enough people</translation>
    </message>
    <message>
        <source>今天不适用</source>
        <translation>Does not apply today</translation>
    </message>
    <message>
        <source>怎么解决的</source>
        <translation>How it was settled</translation>
    </message>
    <message>
        <source>已当面说明</source>
        <translation>Explained in person</translation>
    </message>
    <message>
        <source>已安排专人</source>
        <translation>Somebody was assigned</translation>
    </message>
    <message>
        <source>写一条记事……（Ctrl+回车记入）</source>
        <translation>Write a note… (Ctrl+Enter enters it)</translation>
    </message>
    <message>
        <source>记入</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>无人值守</source>
        <translation>nobody</translation>
    </message>
    <message>
        <source>值班 {0}</source>
        <translation>on duty {0}</translation>
    </message>
</context><context>
    <name>EventLog</name>
    <message>
        <source>全部</source>
        <translation>All</translation>
    </message>
    <message>
        <source>票号</source>
        <translation>Tickets</translation>
    </message>
    <message>
        <source>窗口</source>
        <translation>Counters</translation>
    </message>
    <message>
        <source>告警</source>
        <translation>Alarms</translation>
    </message>
    <message>
        <source>设备</source>
        <translation>Devices</translation>
    </message>
    <message>
        <source>命令</source>
        <translation>Orders</translation>
    </message>
    <message>
        <source>筛选：票号、窗口、人员…</source>
        <translation>Filter: ticket, counter, person…</translation>
    </message>
    <message>
        <source>没有符合的事件</source>
        <translation>No such events</translation>
    </message>
    <message>
        <source>{0} 条</source>
        <translation>{0}</translation>
    </message>
</context><context>
    <name>Evidence</name>
    <message>
        <source>主机已执行</source>
        <translation>done by the hub</translation>
    </message>
    <message>
        <source>设备已回执</source>
        <translation>reported by the device</translation>
    </message>
    <message>
        <source>呼叫器失联</source>
        <translation>call panel lost</translation>
    </message>
    <message>
        <source>条屏失联</source>
        <translation>strip lost</translation>
    </message>
    <message>
        <source>条屏未亮</source>
        <translation>strip is dark</translation>
    </message>
    <message>
        <source>手上的号未办完</source>
        <translation>a ticket is still in hand</translation>
    </message>
    <message>
        <source>号票已不在</source>
        <translation>the ticket is gone</translation>
    </message>
    <message>
        <source>录像已保留</source>
        <translation>recording kept</translation>
    </message>
    <message>
        <source>录像未保留</source>
        <translation>recording not kept</translation>
    </message>
    <message>
        <source>此摄像机不能转动</source>
        <translation>this camera cannot be turned</translation>
    </message>
    <message>
        <source>此摄像机不录像</source>
        <translation>this camera is not recorded</translation>
    </message>
    <message>
        <source>结束时间早于开始时间</source>
        <translation>ends before it begins</translation>
    </message>
    <message>
        <source>此摄像机没有隐私区域</source>
        <translation>this camera has no private regions</translation>
    </message>
    <message>
        <source>隐私遮挡未解除</source>
        <translation>privacy is not lifted</translation>
    </message>
    <message>
        <source>此摄像机没有喇叭</source>
        <translation>this camera has no loudspeaker</translation>
    </message>
    <message>
        <source>正在对讲</source>
        <translation>somebody is talking</translation>
    </message>
    <message>
        <source>对讲没有开始</source>
        <translation>the talk did not begin</translation>
    </message>
    <message>
        <source>大屏没有推送内容</source>
        <translation>nothing was shown on the wall</translation>
    </message>
    <message>
        <source>设备已恢复联系</source>
        <translation>device heard again</translation>
    </message>
    <message>
        <source>设备仍无联系</source>
        <translation>device still not heard</translation>
    </message>
    <message>
        <source>已登录</source>
        <translation>logged in</translation>
    </message>
    <message>
        <source>呼叫器在线</source>
        <translation>panel heard</translation>
    </message>
    <message>
        <source>条屏已亮</source>
        <translation>strip lit</translation>
    </message>
    <message>
        <source>屏上显示 {0}</source>
        <translation>shows {0}</translation>
    </message>
    <message>
        <source>屏上无显示</source>
        <translation>shows nothing</translation>
    </message>
    <message>
        <source>窗口号票 {0}</source>
        <translation>counter has {0}</translation>
    </message>
    <message>
        <source>窗口已无号票</source>
        <translation>counter has no ticket</translation>
    </message>
    <message>
        <source>挂起 {0}</source>
        <translation>{0} suspended</translation>
    </message>
    <message>
        <source>没有挂起的号</source>
        <translation>nothing suspended</translation>
    </message>
    <message>
        <source>人在 {0}</source>
        <translation>is at {0}</translation>
    </message>
    <message>
        <source>人不在岗</source>
        <translation>is at no post</translation>
    </message>
    <message>
        <source>权限为 {0}</source>
        <translation>profile {0}</translation>
    </message>
    <message>
        <source>无权限</source>
        <translation>no profile</translation>
    </message>
    <message>
        <source>优先为 {0}</source>
        <translation>priority {0}</translation>
    </message>
    <message>
        <source>无优先</source>
        <translation>no priority</translation>
    </message>
    <message>
        <source>业务为 {0}</source>
        <translation>business {0}</translation>
    </message>
    <message>
        <source>无业务</source>
        <translation>no business</translation>
    </message>
</context><context>
    <name>Export</name>
    <message>
        <source>导出 {0}</source>
        <translation>Export {0}</translation>
    </message>
    <message>
        <source>取消导出</source>
        <translation>Cancel export</translation>
    </message>
    <message>
        <source>正在导出</source>
        <translation>Exporting</translation>
    </message>
    <message>
        <source>还没有可导出的</source>
        <translation>There is nothing to export yet</translation>
    </message>
    <message>
        <source>磁盘已满，没有写出文件：{0}</source>
        <translation>The disk is full, no file was written: {0}</translation>
    </message>
    <message>
        <source>文件夹不能写：{0}</source>
        <translation>The folder cannot be written to: {0}</translation>
    </message>
    <message>
        <source>文件夹不存在：{0}</source>
        <translation>The folder does not exist: {0}</translation>
    </message>
    <message>
        <source>写不出文件：{0}</source>
        <translation>The file cannot be written: {0}</translation>
    </message>
    <message>
        <source>正在导出 {0}%</source>
        <translation>Exporting {0}%</translation>
    </message>
    <message>
        <source>已导出：{0}</source>
        <translation>Exported: {0}</translation>
    </message>
    <message>
        <source>已取消导出</source>
        <translation>Export cancelled</translation>
    </message>
    <message>
        <source>导出出错，见程序日志</source>
        <translation>The export failed; see the program's log</translation>
    </message>
    <message>
        <source>{0}　{1} 的情况</source>
        <translation>{0}  as of {1}</translation>
    </message>
    <message>
        <source>同期：{0}</source>
        <translation>Compared with: {0}</translation>
    </message>
    <message>
        <source>没有以前的日子可比</source>
        <translation>No earlier days to compare with</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Figure</translation>
    </message>
    <message>
        <source>今日</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>单位</source>
        <translation>Unit</translation>
    </message>
    <message>
        <source>同期平均</source>
        <translation>Same weekday</translation>
    </message>
    <message>
        <source>同期天数</source>
        <translation>Days compared</translation>
    </message>
    <message>
        <source>分子</source>
        <translation>Numerator</translation>
    </message>
    <message>
        <source>分母</source>
        <translation>Denominator</translation>
    </message>
    <message>
        <source>上限</source>
        <translation>Limit</translation>
    </message>
    <message>
        <source>分子说明</source>
        <translation>Numerator is</translation>
    </message>
    <message>
        <source>分母说明</source>
        <translation>Denominator is</translation>
    </message>
    <message>
        <source>每分钟</source>
        <translation>By the minute</translation>
    </message>
    <message>
        <source>时刻</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>服务指标</source>
        <translation>Service figures</translation>
    </message>
    <message>
        <source>{0} 至 {1}</source>
        <translation>{0} to {1}</translation>
    </message>
    <message>
        <source>告警表现</source>
        <translation>Alarm performance</translation>
    </message>
    <message>
        <source>数值</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>最多的告警</source>
        <translation>Most frequent alarms</translation>
    </message>
    <message>
        <source>告警</source>
        <translation>Alarms</translation>
    </message>
    <message>
        <source>次数</source>
        <translation>Times</translation>
    </message>
    <message>
        <source>占比</source>
        <translation>Share</translation>
    </message>
    <message>
        <source>告警高峰</source>
        <translation>Floods</translation>
    </message>
    <message>
        <source>开始</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>结束</source>
        <translation>End</translation>
    </message>
    <message>
        <source>条数</source>
        <translation>Alarms</translation>
    </message>
    <message>
        <source>抖动和陈旧</source>
        <translation>Chattering and stale</translation>
    </message>
    <message>
        <source>怎样</source>
        <translation>What</translation>
    </message>
    <message>
        <source>抖动</source>
        <translation>chattering</translation>
    </message>
    <message>
        <source>超过 24 小时</source>
        <translation>over 24 hours</translation>
    </message>
    <message>
        <source>秒</source>
        <translation>seconds</translation>
    </message>
    <message>
        <source>比例</source>
        <translation>share</translation>
    </message>
    <message>
        <source>每件</source>
        <translation>each</translation>
    </message>
    <message>
        <source>个</source>
        <translation>count</translation>
    </message>
</context><context>
    <name>Figure</name>
    <message>
        <source>取号</source>
        <translation>Tickets taken</translation>
    </message>
    <message>
        <source>今日取走的号</source>
        <translation>tickets taken today</translation>
    </message>
    <message>
        <source>平均等候</source>
        <translation>Average wait</translation>
    </message>
    <message>
        <source>已叫到的号从取号到第一次叫号的秒数之和</source>
        <translation>seconds from taking to the first call, summed over called tickets</translation>
    </message>
    <message>
        <source>今日叫到的号（还在等的不算）</source>
        <translation>tickets called today (not those still waiting)</translation>
    </message>
    <message>
        <source>等候中位数</source>
        <translation>Median wait</translation>
    </message>
    <message>
        <source>一半的人等得不超过这么久</source>
        <translation>half of the people wait no longer</translation>
    </message>
    <message>
        <source>今日叫到的号</source>
        <translation>tickets called today</translation>
    </message>
    <message>
        <source>等候 P90</source>
        <translation>Wait P90</translation>
    </message>
    <message>
        <source>十个人里九个等得不超过这么久</source>
        <translation>nine of ten wait no longer</translation>
    </message>
    <message>
        <source>今日最长等候</source>
        <translation>Longest wait today</translation>
    </message>
    <message>
        <source>叫到的人里等得最久的</source>
        <translation>the longest of those called</translation>
    </message>
    <message>
        <source>正在等候</source>
        <translation>Waiting now</translation>
    </message>
    <message>
        <source>此刻在等的号</source>
        <translation>tickets waiting now</translation>
    </message>
    <message>
        <source>在等者已等</source>
        <translation>Waited so far</translation>
    </message>
    <message>
        <source>此刻在等的人已等的秒数之和</source>
        <translation>seconds waited so far, summed over those waiting</translation>
    </message>
    <message>
        <source>在等者最长</source>
        <translation>Longest so far</translation>
    </message>
    <message>
        <source>此刻在等的人里等得最久的</source>
        <translation>the longest of those waiting now</translation>
    </message>
    <message>
        <source>超时等候率</source>
        <translation>Waits over limit</translation>
    </message>
    <message>
        <source>等候超过业务时限的号</source>
        <translation>tickets that waited over their limit</translation>
    </message>
    <message>
        <source>弃号率</source>
        <translation>No-show rate</translation>
    </message>
    <message>
        <source>叫了没有来、按弃号结束的号</source>
        <translation>tickets called that nobody came for</translation>
    </message>
    <message>
        <source>流失（估计）</source>
        <translation>Lost (estimate)</translation>
    </message>
    <message>
        <source>弃号的和关门时清掉的号</source>
        <translation>no-shows and tickets cleared at closing</translation>
    </message>
    <message>
        <source>重呼</source>
        <translation>Recalls</translation>
    </message>
    <message>
        <source>重呼的次数</source>
        <translation>recalls</translation>
    </message>
    <message>
        <source>办完的业务</source>
        <translation>services finished</translation>
    </message>
    <message>
        <source>空叫耗时</source>
        <translation>Time lost to calls</translation>
    </message>
    <message>
        <source>弃号从第一次叫到结束的秒数之和</source>
        <translation>seconds from first call to end, summed over no-shows</translation>
    </message>
    <message>
        <source>弃号（分母只供对照，不相除）</source>
        <translation>no-shows (for comparison, not divided by)</translation>
    </message>
    <message>
        <source>平均办理</source>
        <translation>Average service</translation>
    </message>
    <message>
        <source>办理的秒数之和，暂停不算</source>
        <translation>seconds of service, pauses left out</translation>
    </message>
    <message>
        <source>办理中位数</source>
        <translation>Median service</translation>
    </message>
    <message>
        <source>一半的业务办得不超过这么久</source>
        <translation>half of the services take no longer</translation>
    </message>
    <message>
        <source>办理 P90</source>
        <translation>Service P90</translation>
    </message>
    <message>
        <source>十件里九件办得不超过这么久</source>
        <translation>nine of ten take no longer</translation>
    </message>
    <message>
        <source>最长办理</source>
        <translation>Longest service</translation>
    </message>
    <message>
        <source>办得最久的一件</source>
        <translation>the longest one</translation>
    </message>
    <message>
        <source>超时办理率</source>
        <translation>Services over limit</translation>
    </message>
    <message>
        <source>办理超过业务时限的业务</source>
        <translation>services over their limit</translation>
    </message>
    <message>
        <source>参评率</source>
        <translation>Rated</translation>
    </message>
    <message>
        <source>有评价的业务</source>
        <translation>services that were rated</translation>
    </message>
    <message>
        <source>满意率</source>
        <translation>Satisfied</translation>
    </message>
    <message>
        <source>评为满意和非常满意的</source>
        <translation>rated satisfied or very satisfied</translation>
    </message>
    <message>
        <source>一次办结率</source>
        <translation>Done at once</translation>
    </message>
    <message>
        <source>没有转办、一次办完的业务</source>
        <translation>services done without a transfer</translation>
    </message>
    <message>
        <source>开放窗口</source>
        <translation>Open counters</translation>
    </message>
    <message>
        <source>此刻开着的窗口</source>
        <translation>counters open now</translation>
    </message>
    <message>
        <source>全部窗口</source>
        <translation>all counters</translation>
    </message>
    <message>
        <source>窗口利用率</source>
        <translation>Counter use</translation>
    </message>
    <message>
        <source>窗口在办理的秒数</source>
        <translation>seconds counters served</translation>
    </message>
    <message>
        <source>窗口开放的秒数</source>
        <translation>seconds counters were open</translation>
    </message>
    <message>
        <source>暂停占比</source>
        <translation>Paused</translation>
    </message>
    <message>
        <source>窗口暂停的秒数</source>
        <translation>seconds counters were paused</translation>
    </message>
    <message>
        <source>自助分流率</source>
        <translation>Self-service</translation>
    </message>
    <message>
        <source>在自助终端办完的</source>
        <translation>done at kiosks</translation>
    </message>
    <message>
        <source>自助终端和窗口办完的（网上的看不到）</source>
        <translation>done at kiosks and counters (online is not seen)</translation>
    </message>
    <message>
        <source>自助办成率</source>
        <translation>Kiosk success</translation>
    </message>
    <message>
        <source>使用自助终端的人次</source>
        <translation>uses of kiosks</translation>
    </message>
    <message>
        <source>限时办结率</source>
        <translation>Back office on time</translation>
    </message>
    <message>
        <source>后台业务没有接入，无从知道</source>
        <translation>the back office is not connected: not known</translation>
    </message>
    <message>
        <source>设备可用率</source>
        <translation>Devices available</translation>
    </message>
    <message>
        <source>设备没有失联的营业秒数</source>
        <translation>business seconds in which devices were heard</translation>
    </message>
    <message>
        <source>营业的秒数乘设备台数</source>
        <translation>business seconds times devices</translation>
    </message>
    <message>
        <source>{0}{1} 个百分点</source>
        <translation>{0}{1} points</translation>
    </message>
    <message>
        <source>{0}：{1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <source>星期一</source>
        <translation>Mondays</translation>
    </message>
    <message>
        <source>星期二</source>
        <translation>Tuesdays</translation>
    </message>
    <message>
        <source>星期三</source>
        <translation>Wednesdays</translation>
    </message>
    <message>
        <source>星期四</source>
        <translation>Thursdays</translation>
    </message>
    <message>
        <source>星期五</source>
        <translation>Fridays</translation>
    </message>
    <message>
        <source>星期六</source>
        <translation>Saturdays</translation>
    </message>
    <message>
        <source>星期日</source>
        <translation>Sundays</translation>
    </message>
</context><context>
    <name>Figures</name>
    <message>
        <source>等候人数</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>正在办理</source>
        <translation>Serving</translation>
    </message>
    <message>
        <source>开放窗口</source>
        <translation>Open counters</translation>
    </message>
    <message>
        <source>超时人数</source>
        <translation>Over limit</translation>
    </message>
    <message>
        <source>累计取号</source>
        <translation>Tickets so far</translation>
    </message>
    <message>
        <source>不相除</source>
        <translation>nothing is divided</translation>
    </message>
    <message>
        <source>尚无指标</source>
        <translation>No figures yet</translation>
    </message>
    <message>
        <source>上限 {0}</source>
        <translation>limit {0}</translation>
    </message>
    <message numerus="yes">
        <source>%n 天</source>
        <translation>
            <numerusform>%n day</numerusform>
            <numerusform>%n days</numerusform>
        </translation>
    </message>
    <message>
        <source>分子　{0}</source>
        <translation>Numerator  {0}</translation>
    </message>
    <message>
        <source>分母　{0}</source>
        <translation>Denominator  {0}</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Figure</translation>
    </message>
    <message>
        <source>今日</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>同期平均</source>
        <translation>Same weekday</translation>
    </message>
    <message>
        <source>相差</source>
        <translation>Difference</translation>
    </message>
    <message>
        <source>正在查找以前的同一星期日子 {0}%</source>
        <translation>Looking for earlier days of this weekday {0}%</translation>
    </message>
    <message>
        <source>查不到以前的日子：历史服务没有回答</source>
        <translation>Earlier days cannot be looked up: the history service does not answer</translation>
    </message>
    <message>
        <source>没有以前的{0}可比：记录里还没有</source>
        <translation>No earlier {0} to compare with: the record has none yet</translation>
    </message>
    <message>
        <source>同期：以前 {0} 个{1}到 {2} 为止的平均；虚线是全天</source>
        <translation>Same weekday: mean of {0} earlier {1} up to {2}; dashed: the whole day</translation>
    </message>
</context><context>
    <name>FloorPlan</name>
    <message>
        <source>看 {0}</source>
        <translation>sees {0}</translation>
    </message>
    <message>
        <source>无画面 盲区</source>
        <translation>No picture: blind</translation>
    </message>
    <message>
        <source>画面未知</source>
        <translation>Picture unknown</translation>
    </message>
    <message>
        <source>摄像机停用</source>
        <translation>Camera out of service</translation>
    </message>
    <message>
        <source>盲区</source>
        <translation>Blind</translation>
    </message>
    <message>
        <source>查找 /</source>
        <translation>Find /</translation>
    </message>
    <message>
        <source>在平面图上查找</source>
        <translation>Find on the floor plan</translation>
    </message>
    <message>
        <source>票号、人名、窗口、设备或拼音首字母；回车看下一处</source>
        <translation>Ticket, name, counter, device or pinyin initials; Enter for the next</translation>
    </message>
    <message>
        <source>等候 {0} 人</source>
        <translation>{0} waiting</translation>
    </message>
    <message>
        <source>最长 {0} 分</source>
        <translation>longest {0} min</translation>
    </message>
    <message>
        <source>{0} 人</source>
        <translation>{0}</translation>
    </message>
    <message>
        <source>冷热</source>
        <translation>Heat</translation>
    </message>
    <message>
        <source>各区人数与拥挤线之比</source>
        <translation>People in each zone against its crowding limit</translation>
    </message>
    <message>
        <source>等候</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>等候的每一位，先来先坐</source>
        <translation>Everybody who waits, the longest first</translation>
    </message>
    <message>
        <source>动线</source>
        <translation>Flow</translation>
    </message>
    <message>
        <source>最近 15 分钟客户从哪里走到哪里，越宽人越多</source>
        <translation>Where customers went in the last 15 minutes: the wider, the more</translation>
    </message>
    <message>
        <source>人员</source>
        <translation>Staff</translation>
    </message>
    <message>
        <source>谁在哪里</source>
        <translation>Who is where</translation>
    </message>
    <message>
        <source>设备</source>
        <translation>Devices</translation>
    </message>
    <message>
        <source>自助机、屏和其他设备</source>
        <translation>Kiosks, displays and other devices</translation>
    </message>
    <message>
        <source>视野</source>
        <translation>Views</translation>
    </message>
    <message>
        <source>摄像机看到哪里，哪里是盲区</source>
        <translation>What cameras see, and where they are blind</translation>
    </message>
    <message>
        <source>超时</source>
        <translation>Overtime</translation>
    </message>
    <message>
        <source>面板失联</source>
        <translation>Panel lost</translation>
    </message>
    <message>
        <source>第 {0} 次</source>
        <translation>call {0}</translation>
    </message>
    <message>
        <source>优先</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>空座</source>
        <translation>Empty seat</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Out</translation>
    </message>
    <message>
        <source>另 {0} 人</source>
        <translation>{0} more</translation>
    </message>
    <message>
        <source>使用 {0}</source>
        <translation>in use {0}</translation>
    </message>
    <message>
        <source>可调</source>
        <translation>free</translation>
    </message>
    <message>
        <source>{0} → {1}：最近 {2} 分钟 {3} 人</source>
        <translation>{0} → {1}: {3} in the last {2} minutes</translation>
    </message>
    <message>
        <source>无人值守</source>
        <translation>Nobody here</translation>
    </message>
    <message>
        <source>拥挤</source>
        <translation>Crowded</translation>
    </message>
    <message numerus="yes">
        <source>%n 窗口</source>
        <translation>
            <numerusform>%n counter</numerusform>
            <numerusform>%n counters</numerusform>
        </translation>
    </message>
    <message>
        <source>人数未知</source>
        <translation>People unknown</translation>
    </message>
    <message numerus="yes">
        <source>座位 %n</source>
        <translation>
            <numerusform>%n seat</numerusform>
            <numerusform>%n seats</numerusform>
        </translation>
    </message>
    <message>
        <source>点选看详情与画面，拖动人员到岗位</source>
        <translation>Click for details and pictures; drag staff to posts</translation>
    </message>
    <message>
        <source>排队系统失联：窗口与票号停在最后所知</source>
        <translation>Queue system lost: counters and tickets as last known</translation>
    </message>
    <message>
        <source>超时 {0}</source>
        <translation>{0} over limit</translation>
    </message>
    <message>
        <source>尚无平面图</source>
        <translation>No floor plan yet</translation>
    </message>
</context><context>
    <name>Guide</name>
    <message>
        <source>先看顶栏</source>
        <translation>First the top bar</translation>
    </message>
    <message>
        <source>哪个厅、是不是实时、几点、画面可信多少；中间是最严重的告警和它影响谁。两秒钟就知道厅里好不好。</source>
        <translation>Which hall, whether it is live, what time, how far to trust the picture; in the middle the worst alarm and whom it hurts. Two seconds tell whether the hall is well.</translation>
    </message>
    <message>
        <source>平面图：谁在哪、在办什么</source>
        <translation>The floor plan: who is where, doing what</translation>
    </message>
    <message>
        <source>点窗口、人、设备看详情。把人拖到窗口就是调人，松手前会说明合不合适。橙色才需要您动手。</source>
        <translation>Click a counter, a person or a device for details. Drag a person to a counter to move them; whether it fits is said before you let go. Only orange wants you.</translation>
    </message>
    <message>
        <source>详情：一下点到位</source>
        <translation>Details: one click does it</translation>
    </message>
    <message>
        <source>点了什么，这里就说什么，能做的都是按钮。变灰的按钮会说为什么。五秒内可以撤销（Ctrl+Z）。</source>
        <translation>What you click is explained here, and what can be done is a button. A grey button says why. For five seconds you can take it back (Ctrl+Z).</translation>
    </message>
    <message>
        <source>命令走到哪一步</source>
        <translation>How far an order got</translation>
    </message>
    <message>
        <source>已命令、已回执、已确认：只有厅里真的看到了，才写“已确认”。</source>
        <translation>Commanded, reported, confirmed: it says confirmed only when the hall itself has shown it.</translation>
    </message>
    <message>
        <source>时间条：倒回去看</source>
        <translation>The time bar: look back</translation>
    </message>
    <message>
        <source>空格暂停，“−1 分”倒回去；画面边框变蓝就不是现在。按 L 回到实时，告警一直是实时的。</source>
        <translation>Space pauses, “−1 min” goes back; a blue border says that it is not now. L returns to live; the alarms are always live.</translation>
    </message>
    <message>
        <source>什么都能找到</source>
        <translation>Everything can be found</translation>
    </message>
    <message>
        <source>按 Ctrl+K，输入“3”就能开 3 号窗口；F1 是帮助，? 是快捷键。菜单里换配色、大字和语言。</source>
        <translation>Press Ctrl+K and type 3 to open counter 3; F1 is help, ? all shortcuts. The menu changes colours, letters and language.</translation>
    </message>
    <message>
        <source>跳过 Esc</source>
        <translation>Skip Esc</translation>
    </message>
    <message>
        <source>开始值守</source>
        <translation>Begin</translation>
    </message>
    <message>
        <source>下一步</source>
        <translation>Next</translation>
    </message>
</context><context>
    <name>HallEdit</name>
    <message>
        <source>{0}，{1} 米</source>
        <translation>{0}, {1} m</translation>
    </message>
    <message>
        <source>移动 {0}，{1} 米</source>
        <translation>Moved by {0}, {1} m</translation>
    </message>
    <message>
        <source>朝向 {0}°　视角 {1}°　视距 {2} 米</source>
        <translation>Heading {0}°   angle {1}°   reach {2} m</translation>
    </message>
    <message>
        <source>{0} × {1} 米</source>
        <translation>{0} × {1} m</translation>
    </message>
    <message>
        <source>按住鼠标拖出矩形</source>
        <translation>Press and drag a rectangle</translation>
    </message>
    <message>
        <source>属性</source>
        <translation>Properties</translation>
    </message>
    <message>
        <source>（无）</source>
        <translation>(none)</translation>
    </message>
    <message>
        <source>撤销</source>
        <translation>Undo</translation>
    </message>
    <message>
        <source>重做</source>
        <translation>Redo</translation>
    </message>
    <message>
        <source>全图</source>
        <translation>Whole plan</translation>
    </message>
    <message>
        <source>值班台预览</source>
        <translation>As on the desk</translation>
    </message>
    <message>
        <source>导入图纸</source>
        <translation>Import plan</translation>
    </message>
    <message>
        <source>版本</source>
        <translation>Versions</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>删除所选</source>
        <translation>Remove</translation>
    </message>
    <message>
        <source>● 未保存</source>
        <translation>● not saved</translation>
    </message>
    <message>
        <source>已保存</source>
        <translation>Saved</translation>
    </message>
    <message numerus="yes">
        <source>%n 个问题</source>
        <translation>
            <numerusform>%n problem</numerusform>
            <numerusform>%n problems</numerusform>
        </translation>
    </message>
    <message>
        <source>不吸附</source>
        <translation>No grid</translation>
    </message>
    <message>
        <source>{0} 米</source>
        <translation>{0} m</translation>
    </message>
    <message>
        <source>网格</source>
        <translation>Grid</translation>
    </message>
    <message>
        <source>营业厅编辑器：帮助</source>
        <translation>Hall editor: help</translation>
    </message>
    <message>
        <source>图纸预览</source>
        <translation>Preview of the plan</translation>
    </message>
    <message>
        <source>图层</source>
        <translation>Layers</translation>
    </message>
    <message>
        <source>画成</source>
        <translation>Drawn as</translation>
    </message>
    <message>
        <source>米</source>
        <translation>m</translation>
    </message>
    <message>
        <source>两点距离（米）</source>
        <translation>Distance of the two points (m)</translation>
    </message>
    <message>
        <source>导入</source>
        <translation>Import</translation>
    </message>
    <message>
        <source>取消</source>
        <translation>Cancel</translation>
    </message>
    <message>
        <source>两点距离</source>
        <translation>Two points</translation>
    </message>
    <message>
        <source>位置：</source>
        <translation>Look in:</translation>
    </message>
    <message>
        <source>类型：</source>
        <translation>Type:</translation>
    </message>
    <message>
        <source>正在读 {0} …</source>
        <translation>Reading {0} …</translation>
    </message>
    <message>
        <source>不能导入 {0}：{1}</source>
        <translation>{0} cannot be imported: {1}</translation>
    </message>
    <message>
        <source>{0}：在图上点两个点，再写它们的实际距离</source>
        <translation>{0}: click two points, then type how far apart they really are</translation>
    </message>
    <message>
        <source>{0}：图纸自带单位；也可点两个点重定比例</source>
        <translation>{0}: the plan says its unit; two points give another scale</translation>
    </message>
    <message>
        <source>距离应是数字（米）</source>
        <translation>The distance is a number of metres</translation>
    </message>
    <message>
        <source>图纸 {0} 米</source>
        <translation>Plan {0} m</translation>
    </message>
    <message>
        <source>图纸 {0} 米（还差 {1} 个点）</source>
        <translation>Plan {0} m ({1} points to go)</translation>
    </message>
    <message>
        <source>没有选中任何线</source>
        <translation>No line is chosen</translation>
    </message>
    <message>
        <source>图片已垫在平面图下面</source>
        <translation>The picture lies beneath the plan</translation>
    </message>
    <message numerus="yes">
        <source>已导入 %n 条线</source>
        <translation>
            <numerusform>Imported %n line</numerusform>
            <numerusform>Imported %n lines</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>，太短的 %n 条没有要</source>
        <translation>
            <numerusform>, left out %n that is too short</numerusform>
            <numerusform>, left out %n that are too short</numerusform>
        </translation>
    </message>
    <message>
        <source>还没有图纸</source>
        <translation>There is no plan yet</translation>
    </message>
    <message>
        <source>文件太大，最多 {0} MB</source>
        <translation>The file is too large; at most {0} MB</translation>
    </message>
    <message>
        <source>图片太大，最多 {0} 百万像素</source>
        <translation>The picture is too large; at most {0} million pixels</translation>
    </message>
    <message>
        <source>只能导入 SVG、DXF、PNG、JPEG</source>
        <translation>Only SVG, DXF, PNG and JPEG can be imported</translation>
    </message>
    <message>
        <source>不是图片，或已损坏</source>
        <translation>Not a picture, or a damaged one</translation>
    </message>
    <message>
        <source>不是 DXF，或已损坏</source>
        <translation>Not a DXF, or a damaged one</translation>
    </message>
    <message>
        <source>不是 SVG，或已损坏</source>
        <translation>Not an SVG, or a damaged one</translation>
    </message>
    <message>
        <source>里面有实体定义，不安全</source>
        <translation>It defines entities, which is not safe</translation>
    </message>
    <message>
        <source>点太多</source>
        <translation>Too many points</translation>
    </message>
    <message>
        <source>分组嵌套太深</source>
        <translation>Groups lie too deep in each other</translation>
    </message>
    <message>
        <source>里面没有线</source>
        <translation>There is no line in it</translation>
    </message>
    <message>
        <source>太占内存</source>
        <translation>It takes too much memory</translation>
    </message>
    <message>
        <source>读取程序中断（文件可能有问题，或太慢）</source>
        <translation>The reader ended (a bad file, or too slow)</translation>
    </message>
    <message numerus="yes">
        <source>已保存；还有 %n 个问题，主机不会采用</source>
        <translation>
            <numerusform>Saved; %n problem left, so the hub will not take it</numerusform>
            <numerusform>Saved; %n problems left, so the hub will not take it</numerusform>
        </translation>
    </message>
    <message>
        <source>已保存；主机重新启动后采用</source>
        <translation>Saved; the hub takes it at its next start</translation>
    </message>
    <message>
        <source>恢复</source>
        <translation>Take up</translation>
    </message>
    <message>
        <source>丢弃</source>
        <translation>Discard</translation>
    </message>
    <message>
        <source>上次有未保存的改动</source>
        <translation>Work of last time was not saved</translation>
    </message>
    <message>
        <source>读入新的</source>
        <translation>Read theirs</translation>
    </message>
    <message>
        <source>用我的覆盖</source>
        <translation>Save mine over it</translation>
    </message>
    <message>
        <source>以后再说</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>文件已被别人改过：读入后可以撤销回自己的，覆盖时对方的留作一版</source>
        <translation>Somebody else changed the file: after reading theirs undo brings yours back; saving over it keeps theirs as a version</translation>
    </message>
    <message>
        <source>选择</source>
        <translation>Select</translation>
    </message>
    <message>
        <source>工具</source>
        <translation>Tools</translation>
    </message>
    <message>
        <source>查找：名称、首字母</source>
        <translation>Find: name, id, letters</translation>
    </message>
    <message>
        <source>查找</source>
        <translation>Find</translation>
    </message>
    <message>
        <source>名称</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>编号</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>全部对象</source>
        <translation>All things</translation>
    </message>
    <message>
        <source>没有找到</source>
        <translation>Nothing found</translation>
    </message>
    <message>
        <source>新增…</source>
        <translation>New…</translation>
    </message>
    <message>
        <source>问题</source>
        <translation>Problem</translation>
    </message>
    <message>
        <source>行</source>
        <translation>Line</translation>
    </message>
    <message>
        <source>新区域</source>
        <translation>New zone</translation>
    </message>
    <message>
        <source>爱心通道</source>
        <translation>Care lane</translation>
    </message>
    <message>
        <source>客户流线</source>
        <translation>Customers' way</translation>
    </message>
    <message>
        <source>新摄像机</source>
        <translation>New camera</translation>
    </message>
    <message>
        <source>新设备</source>
        <translation>New device</translation>
    </message>
    <message>
        <source>文字</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>按住鼠标拖出矩形，回车放在中间，Esc 返回选择</source>
        <translation>Press and drag a rectangle; Enter puts it in the middle; Esc to select</translation>
    </message>
    <message>
        <source>逐点单击，双击或回车结束；直接回车放在中间，Esc 返回选择</source>
        <translation>Click point by point, double click or Enter ends; Enter alone puts it in the middle; Esc to select</translation>
    </message>
    <message>
        <source>单击放置，回车放在中间，Esc 返回选择</source>
        <translation>Click to place; Enter puts it in the middle; Esc to select</translation>
    </message>
    <message>
        <source>保存时间</source>
        <translation>Saved at</translation>
    </message>
    <message>
        <source>保存人</source>
        <translation>By</translation>
    </message>
    <message>
        <source>还没有保存过</source>
        <translation>Never saved yet</translation>
    </message>
    <message>
        <source>与现在相比</source>
        <translation>Against now</translation>
    </message>
    <message>
        <source>改了什么</source>
        <translation>What changed</translation>
    </message>
    <message>
        <source>没有差别</source>
        <translation>No difference</translation>
    </message>
    <message>
        <source>版本：主机启动时把当时的营业厅写进日志，回放用的是那天的版本</source>
        <translation>The hub journals the hall that it starts with: a replay shows the version of that day</translation>
    </message>
    <message>
        <source>恢复这一版</source>
        <translation>Take this one up</translation>
    </message>
    <message>
        <source>收起</source>
        <translation>Close</translation>
    </message>
    <message>
        <source>这一版读不出来</source>
        <translation>This version cannot be read</translation>
    </message>
    <message>
        <source>新增</source>
        <translation>new</translation>
    </message>
    <message>
        <source>删除</source>
        <translation>removed</translation>
    </message>
    <message>
        <source>平面图</source>
        <translation>Floor plan</translation>
    </message>
    <message numerus="yes">
        <source>已复制 %n 个</source>
        <translation>
            <numerusform>Copied %n thing</numerusform>
            <numerusform>Copied %n things</numerusform>
        </translation>
    </message>
    <message>
        <source>一并解除引用</source>
        <translation>Let them forget it</translation>
    </message>
    <message>
        <source>不删除</source>
        <translation>Keep it</translation>
    </message>
    <message>
        <source>新{0}</source>
        <translation>New {0}</translation>
    </message>
    <message>
        <source>没有可以撤销的</source>
        <translation>Nothing to undo</translation>
    </message>
    <message>
        <source>没有可以重做的</source>
        <translation>Nothing to redo</translation>
    </message>
    <message>
        <source>没有改动</source>
        <translation>Nothing changed</translation>
    </message>
    <message numerus="yes">
        <source>已选 %n 个</source>
        <translation>
            <numerusform>%n thing chosen</numerusform>
            <numerusform>%n things chosen</numerusform>
        </translation>
    </message>
    <message>
        <source>先改好问题，才能预览</source>
        <translation>Mend the problems first, then look</translation>
    </message>
    <message>
        <source>回到编辑</source>
        <translation>Back to editing</translation>
    </message>
    <message>
        <source>保存并关闭</source>
        <translation>Save and close</translation>
    </message>
    <message>
        <source>不保存</source>
        <translation>Do not save</translation>
    </message>
    <message>
        <source>继续编辑</source>
        <translation>Go on editing</translation>
    </message>
    <message>
        <source>有未保存的改动</source>
        <translation>There is work that is not saved</translation>
    </message>
    <message>
        <source>营业厅</source>
        <translation>Hall</translation>
    </message>
    <message>
        <source>区域</source>
        <translation>Zone</translation>
    </message>
    <message>
        <source>队列</source>
        <translation>Queue</translation>
    </message>
    <message>
        <source>业务</source>
        <translation>Business</translation>
    </message>
    <message>
        <source>优先级</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>窗口模式</source>
        <translation>Work profile</translation>
    </message>
    <message>
        <source>窗口</source>
        <translation>Counter</translation>
    </message>
    <message>
        <source>专用通道</source>
        <translation>Lane</translation>
    </message>
    <message>
        <source>人员</source>
        <translation>Staff</translation>
    </message>
    <message>
        <source>设备</source>
        <translation>Device</translation>
    </message>
    <message>
        <source>摄像机</source>
        <translation>Camera</translation>
    </message>
    <message>
        <source>大屏</source>
        <translation>Wall screen</translation>
    </message>
    <message>
        <source>墙线</source>
        <translation>Wall line</translation>
    </message>
    <message>
        <source>流线</source>
        <translation>Way</translation>
    </message>
    <message>
        <source>座椅</source>
        <translation>Seats</translation>
    </message>
    <message>
        <source>适配器</source>
        <translation>Adapter</translation>
    </message>
    <message>
        <source>英文名称</source>
        <translation>English name</translation>
    </message>
    <message>
        <source>时区</source>
        <translation>Time zone</translation>
    </message>
    <message>
        <source>开门</source>
        <translation>Opens</translation>
    </message>
    <message>
        <source>关门</source>
        <translation>Closes</translation>
    </message>
    <message>
        <source>宽（米）</source>
        <translation>Width (m)</translation>
    </message>
    <message>
        <source>高（米）</source>
        <translation>Height (m)</translation>
    </message>
    <message>
        <source>排队设备</source>
        <translation>Queue device</translation>
    </message>
    <message>
        <source>人员设备</source>
        <translation>Staff device</translation>
    </message>
    <message>
        <source>平均等候目标（秒）</source>
        <translation>Mean wait aimed at (s)</translation>
    </message>
    <message>
        <source>重呼上限</source>
        <translation>Recalls at most</translation>
    </message>
    <message>
        <source>连续工作上限（秒）</source>
        <translation>Work without a break (s)</translation>
    </message>
    <message>
        <source>无人操作锁定（分）</source>
        <translation>Locks after (min)</translation>
    </message>
    <message>
        <source>转交接收时限（分）</source>
        <translation>Offer taken within (min)</translation>
    </message>
    <message>
        <source>录像上限（GB）</source>
        <translation>Recordings (GB)</translation>
    </message>
    <message>
        <source>种类</source>
        <translation>Kind</translation>
    </message>
    <message>
        <source>横向（米）</source>
        <translation>Across (m)</translation>
    </message>
    <message>
        <source>纵向（米）</source>
        <translation>Down (m)</translation>
    </message>
    <message>
        <source>座位数</source>
        <translation>Seats</translation>
    </message>
    <message>
        <source>拥挤人数</source>
        <translation>Crowded at</translation>
    </message>
    <message>
        <source>必须有人</source>
        <translation>Must be staffed</translation>
    </message>
    <message>
        <source>票号字头</source>
        <translation>Ticket prefix</translation>
    </message>
    <message>
        <source>客户类别</source>
        <translation>Customer class</translation>
    </message>
    <message>
        <source>所属队列</source>
        <translation>Queue</translation>
    </message>
    <message>
        <source>办理上限（秒）</source>
        <translation>Handling limit (s)</translation>
    </message>
    <message>
        <source>等候上限（秒）</source>
        <translation>Waiting limit (s)</translation>
    </message>
    <message>
        <source>等候加分（秒）</source>
        <translation>Wait credit (s)</translation>
    </message>
    <message>
        <source>办理业务</source>
        <translation>Businesses</translation>
    </message>
    <message>
        <source>窗口号</source>
        <translation>Number</translation>
    </message>
    <message>
        <source>所在区域</source>
        <translation>Zone</translation>
    </message>
    <message>
        <source>呼叫器</source>
        <translation>Call panel</translation>
    </message>
    <message>
        <source>窗口条屏</source>
        <translation>Window strip</translation>
    </message>
    <message>
        <source>适用优先级</source>
        <translation>Priorities</translation>
    </message>
    <message>
        <source>对应窗口</source>
        <translation>Counters</translation>
    </message>
    <message>
        <source>岗位</source>
        <translation>Post</translation>
    </message>
    <message>
        <source>会办业务</source>
        <translation>Skills</translation>
    </message>
    <message>
        <source>固定位置</source>
        <translation>Home</translation>
    </message>
    <message>
        <source>排班</source>
        <translation>Roster</translation>
    </message>
    <message>
        <source>所属窗口</source>
        <translation>Counter</translation>
    </message>
    <message>
        <source>依赖设备</source>
        <translation>Needs</translation>
    </message>
    <message>
        <source>数据过期（秒）</source>
        <translation>Stale after (s)</translation>
    </message>
    <message>
        <source>主码流地址</source>
        <translation>Main stream</translation>
    </message>
    <message>
        <source>子码流地址</source>
        <translation>Sub stream</translation>
    </message>
    <message>
        <source>口令名</source>
        <translation>Secret's name</translation>
    </message>
    <message>
        <source>传输方式</source>
        <translation>Transport</translation>
    </message>
    <message>
        <source>解码器</source>
        <translation>Player</translation>
    </message>
    <message>
        <source>有声音</source>
        <translation>Has sound</translation>
    </message>
    <message>
        <source>有喇叭，可对讲</source>
        <translation>Has a loudspeaker</translation>
    </message>
    <message>
        <source>录制码流</source>
        <translation>Recorded</translation>
    </message>
    <message>
        <source>朝向（度）</source>
        <translation>Heading (°)</translation>
    </message>
    <message>
        <source>视角（度）</source>
        <translation>Angle (°)</translation>
    </message>
    <message>
        <source>视距（米）</source>
        <translation>Reach (m)</translation>
    </message>
    <message>
        <source>看到的区域</source>
        <translation>Zones it sees</translation>
    </message>
    <message>
        <source>隐私区域</source>
        <translation>Private parts</translation>
    </message>
    <message>
        <source>谁可以看</source>
        <translation>Who may see it</translation>
    </message>
    <message>
        <source>录像保留（天）</source>
        <translation>Kept (days)</translation>
    </message>
    <message>
        <source>至少保留（天）</source>
        <translation>Kept at least (days)</translation>
    </message>
    <message>
        <source>预置</source>
        <translation>Presets</translation>
    </message>
    <message>
        <source>屏数</source>
        <translation>Screens</translation>
    </message>
    <message>
        <source>轮巡</source>
        <translation>Tour</translation>
    </message>
    <message>
        <source>各点（米）</source>
        <translation>Points (m)</translation>
    </message>
    <message>
        <source>看得到的屏</source>
        <translation>Displays seen</translation>
    </message>
    <message>
        <source>适配器参数</source>
        <translation>Configuration</translation>
    </message>
    <message>
        <source>安装高度（米）</source>
        <translation>Height (m)</translation>
    </message>
    <message>
        <source>看到的窗口</source>
        <translation>Counters it sees</translation>
    </message>
    <message>
        <source>英文文字</source>
        <translation>English text</translation>
    </message>
    <message>
        <source>入口</source>
        <translation>Entrance</translation>
    </message>
    <message>
        <source>引导</source>
        <translation>Guidance</translation>
    </message>
    <message>
        <source>等候</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>业务办理</source>
        <translation>Counters</translation>
    </message>
    <message>
        <source>洽谈</source>
        <translation>Meeting</translation>
    </message>
    <message>
        <source>自助服务</source>
        <translation>Self-service</translation>
    </message>
    <message>
        <source>智能体验</source>
        <translation>Experience</translation>
    </message>
    <message>
        <source>24 小时自助</source>
        <translation>24-hour self-service</translation>
    </message>
    <message>
        <source>引导员</source>
        <translation>Guide</translation>
    </message>
    <message>
        <source>柜员</source>
        <translation>Clerk</translation>
    </message>
    <message>
        <source>服务岗</source>
        <translation>Support</translation>
    </message>
    <message>
        <source>值班组长</source>
        <translation>Duty leader</translation>
    </message>
    <message>
        <source>保安</source>
        <translation>Guard</translation>
    </message>
    <message>
        <source>保洁</source>
        <translation>Cleaner</translation>
    </message>
    <message>
        <source>墙</source>
        <translation>Wall</translation>
    </message>
    <message>
        <source>玻璃</source>
        <translation>Glass</translation>
    </message>
    <message>
        <source>门</source>
        <translation>Door</translation>
    </message>
    <message>
        <source>栏杆</source>
        <translation>Rail</translation>
    </message>
    <message>
        <source>轮廓</source>
        <translation>Outline</translation>
    </message>
    <message>
        <source>主码流</source>
        <translation>Main</translation>
    </message>
    <message>
        <source>子码流</source>
        <translation>Sub</translation>
    </message>
    <message>
        <source>不录</source>
        <translation>None</translation>
    </message>
    <message>
        <source>没有“{0}”</source>
        <translation>There is no “{0}”</translation>
    </message>
    <message>
        <source>不认识的键</source>
        <translation>Unknown key</translation>
    </message>
    <message>
        <source>共享预案不能点某一个厅的“{0}”</source>
        <translation>A shared plan cannot name “{0}” of one hall</translation>
    </message>
    <message>
        <source>“{0}”重复了</source>
        <translation>“{0}” stands twice</translation>
    </message>
    <message>
        <source>“{0}”在营业厅（{1} 米）之外</source>
        <translation>“{0}” lies outside the hall ({1} m)</translation>
    </message>
    <message>
        <source>“{0}”不在所属区域“{1}”之内</source>
        <translation>“{0}” does not lie in its zone “{1}”</translation>
    </message>
    <message>
        <source>“{0}”已用在窗口 {1}</source>
        <translation>“{0}” is at counter {1} already</translation>
    </message>
    <message>
        <source>“{0}”没有服务时限</source>
        <translation>“{0}” has no service limit</translation>
    </message>
    <message>
        <source>互相依赖成环：{0}</source>
        <translation>Goes in a circle: {0}</translation>
    </message>
    <message>
        <source>关门 {0} 早于开门 {1}</source>
        <translation>Closes at {0}, before it opens at {1}</translation>
    </message>
    <message>
        <source>没有时区“{0}”</source>
        <translation>There is no time zone “{0}”</translation>
    </message>
    <message>
        <source>摄像机“{0}”没有地址</source>
        <translation>The camera “{0}” has no address</translation>
    </message>
    <message>
        <source>“{0}”是 {1}，不是摄像机</source>
        <translation>“{0}” is a {1}, no camera</translation>
    </message>
    <message>
        <source>不是有效地址</source>
        <translation>Is no address</translation>
    </message>
    <message>
        <source>不能播放：{0}</source>
        <translation>Cannot be played: {0}</translation>
    </message>
    <message>
        <source>有喇叭的摄像机，主码流要是 rtsp://</source>
        <translation>a camera with a loudspeaker needs main = rtsp://</translation>
    </message>
    <message>
        <source>地址里不能写用户名或口令</source>
        <translation>Holds a user or a password</translation>
    </message>
    <message>
        <source>地址不完整</source>
        <translation>The address is not whole</translation>
    </message>
    <message>
        <source>应写成 主机:端口</source>
        <translation>Write HOST:PORT</translation>
    </message>
    <message>
        <source>地址与 {0}（第 {1} 行）相同</source>
        <translation>Is the address of {0} (line {1}) already</translation>
    </message>
    <message>
        <source>超出画面</source>
        <translation>Reaches beyond the picture</translation>
    </message>
    <message>
        <source>摄像机没有子码流</source>
        <translation>The camera has no sub stream</translation>
    </message>
    <message>
        <source>大于保留天数 {0}</source>
        <translation>Is more than the days kept, {0}</translation>
    </message>
    <message>
        <source>大屏至少要轮巡一项</source>
        <translation>A wall needs something to show</translation>
    </message>
    <message>
        <source>轮巡里不能放预案</source>
        <translation>A tour shows no plan</translation>
    </message>
    <message>
        <source>预置“{0}”要且只要一个触发条件</source>
        <translation>The preset “{0}” needs one cause</translation>
    </message>
    <message>
        <source>预置“{0}”只写了一个时刻</source>
        <translation>The preset “{0}” has only one time of day</translation>
    </message>
    <message>
        <source>“{0}”会自动出现，不能指定</source>
        <translation>“{0}” comes up by itself</translation>
    </message>
    <message>
        <source>“{0}”不需要对象</source>
        <translation>“{0}” is of nothing</translation>
    </message>
    <message>
        <source>没有写哪台摄像机</source>
        <translation>It is not said which camera</translation>
    </message>
    <message>
        <source>大屏不能显示摄像机“{0}”</source>
        <translation>A wall may not show the camera “{0}”</translation>
    </message>
    <message>
        <source>没有编号以“{0}”开头的设备</source>
        <translation>No device's id begins with “{0}”</translation>
    </message>
    <message>
        <source>“{0}”不在可选值之内</source>
        <translation>“{0}” is none of the values</translation>
    </message>
    <message>
        <source>应 {0}</source>
        <translation>Should be {0}</translation>
    </message>
    <message>
        <source>应是数字</source>
        <translation>Should be a number</translation>
    </message>
    <message>
        <source>只能用字母、汉字、数字和 . : / - _</source>
        <translation>Only letters, digits and . : / - _</translation>
    </message>
    <message>
        <source>应是时刻，例如 {0}</source>
        <translation>It should be a time of day such as {0}</translation>
    </message>
    <message>
        <source>写法不对</source>
        <translation>It is not spelt right</translation>
    </message>
    <message>
        <source>长度应 {0}</source>
        <translation>Its length should be {0}</translation>
    </message>
    <message>
        <source>个数应 {0}</source>
        <translation>Their number should be {0}</translation>
    </message>
    <message>
        <source>应是文字</source>
        <translation>must be text</translation>
    </message>
    <message>
        <source>类型不对：应是 {0}</source>
        <translation>Should be of type {0}</translation>
    </message>
    <message>
        <source>类型不对：应是表</source>
        <translation>Should be a table</translation>
    </message>
    <message>
        <source>有看不见的字符（{0}），会让人读错；请删去重写</source>
        <translation>a sign that nobody sees ({0}) changes how this reads; delete it, or type the text anew</translation>
    </message>
    <message>
        <source>不能为空</source>
        <translation>Cannot be empty</translation>
    </message>
    <message>
        <source>写法不对（TOML 的值）</source>
        <translation>Is no TOML value</translation>
    </message>
    <message>
        <source>“{0}”还被引用：{1}</source>
        <translation>“{0}” is still referred to by {1}</translation>
    </message>
    <message>
        <source>编号“{0}”已被使用</source>
        <translation>The id “{0}” is taken</translation>
    </message>
    <message>
        <source>{0} 必须有 {1}，请先改它</source>
        <translation>{0} needs its {1}: change that first</translation>
    </message>
    <message>
        <source>文件已被别人改过：{0}</source>
        <translation>Somebody else changed {0}</translation>
    </message>
    <message>
        <source>不能保存 {0}：{1}</source>
        <translation>{0} cannot be saved: {1}</translation>
    </message>
    <message>
        <source>不能写 {0}：{1}</source>
        <translation>{0} cannot be written: {1}</translation>
    </message>
    <message>
        <source>{0} 号窗口</source>
        <translation>Counter {0}</translation>
    </message>
    <message>
        <source>{0} 座</source>
        <translation>{0} seats</translation>
    </message>
    <message>
        <source>缺少 {0}</source>
        <translation>{0} is missing</translation>
    </message>
    <message>
        <source>是否指“{0}”？</source>
        <translation>Did you mean “{0}”?</translation>
    </message>
    <message>
        <source>可选：{0}</source>
        <translation>One of: {0}</translation>
    </message>
</context><context>
    <name>Handover</name>
    <message>
        <source>没有未了事项，可以直接交接</source>
        <translation>Nothing is open; hand over at once</translation>
    </message>
    <message>
        <source>还有 {0} 项……</source>
        <translation>{0} more…</translation>
    </message>
    <message>
        <source>全部接收</source>
        <translation>Accept all</translation>
    </message>
    <message>
        <source>接收</source>
        <translation>Accept</translation>
    </message>
    <message>
        <source>交班</source>
        <translation>Hands over</translation>
    </message>
    <message>
        <source>接班</source>
        <translation>Take over</translation>
    </message>
    <message>
        <source>签字</source>
        <translation>signature</translation>
    </message>
    <message>
        <source>打印 PDF</source>
        <translation>Print PDF</translation>
    </message>
    <message>
        <source>取消交接</source>
        <translation>Cancel handover</translation>
    </message>
    <message>
        <source>还有 {0} 项没有接收</source>
        <translation>{0} not accepted yet</translation>
    </message>
    <message>
        <source>请 {0} 在本席登录后接收</source>
        <translation>{0} logs in at this desk and accepts</translation>
    </message>
    <message>
        <source>无人</source>
        <translation>nobody</translation>
    </message>
    <message>
        <source>已接收 {0} / {1}</source>
        <translation>Accepted {0} / {1}</translation>
    </message>
    <message>
        <source>去看没有接收的</source>
        <translation>Show what is not accepted</translation>
    </message>
    <message>
        <source>无人值守</source>
        <translation>nobody</translation>
    </message>
    <message>
        <source>值班 {0}，交班给：</source>
        <translation>On duty {0}, hand over to:</translation>
    </message>
    <message numerus="yes">
        <source>上次 {0} {1} → {2}，%n 项</source>
        <translation>
            <numerusform>last {0} {1} → {2}, %n thing</numerusform>
            <numerusform>last {0} {1} → {2}, %n things</numerusform>
        </translation>
    </message>
    <message>
        <source>其他人…</source>
        <translation>Others…</translation>
    </message>
    <message numerus="yes">
        <source>未了事项 %n</source>
        <translation>
            <numerusform>%n open thing</numerusform>
            <numerusform>%n open things</numerusform>
        </translation>
    </message>
    <message>
        <source>已交接</source>
        <translation>handed over</translation>
    </message>
    <message>
        <source>交接进行中</source>
        <translation>handover under way</translation>
    </message>
    <message>
        <source>未了事项清单，尚未交接</source>
        <translation>list of open things, not handed over</translation>
    </message>
    <message>
        <source>；与主机失去联系，以上为断线前的情况</source>
        <translation>; the hub is gone, this is how it was before</translation>
    </message>
    <message>
        <source>交接班单</source>
        <translation>Handover sheet</translation>
    </message>
</context><context>
    <name>Help</name>
    <message>
        <source>这一页打不开：{0}</source>
        <translation>This page cannot be opened: {0}</translation>
    </message>
    <message>
        <source>Esc 收起</source>
        <translation>Esc closes</translation>
    </message>
</context><context>
    <name>Keys</name>
    <message>
        <source>快捷键一览</source>
        <translation>All shortcuts</translation>
    </message>
    <message>
        <source>任意键收起；Ctrl+K 输入“快捷键”可存为 PDF</source>
        <translation>Any key closes; Ctrl+K and “shortcuts” saves a PDF</translation>
    </message>
</context><context>
    <name>KpiStrip</name>
    <message>
        <source>人</source>
        <translation>people</translation>
    </message>
    <message>
        <source>等候</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>上限 {0}</source>
        <translation>limit {0}</translation>
    </message>
    <message>
        <source>最长等候</source>
        <translation>Longest wait</translation>
    </message>
    <message>
        <source>超时 {0} 人</source>
        <translation>{0} over</translation>
    </message>
    <message>
        <source>平均等候</source>
        <translation>Average wait</translation>
    </message>
    <message>
        <source>目标 {0} 分</source>
        <translation>aim {0} min</translation>
    </message>
    <message>
        <source>P90 等候</source>
        <translation>P90 wait</translation>
    </message>
    <message>
        <source>{0} 次</source>
        <translation>{0}</translation>
    </message>
    <message>
        <source>开放窗口</source>
        <translation>Open counters</translation>
    </message>
    <message>
        <source>忙 {0} 闲 {1}</source>
        <translation>{0} busy, {1} idle</translation>
    </message>
    <message>
        <source>到达</source>
        <translation>Arrivals</translation>
    </message>
    <message>
        <source>人/时</source>
        <translation>/h</translation>
    </message>
    <message>
        <source>近 {0} 分</source>
        <translation>last {0} min</translation>
    </message>
    <message>
        <source>弃号率</source>
        <translation>No-shows</translation>
    </message>
    <message>
        <source>满意率</source>
        <translation>Satisfied</translation>
    </message>
    <message>
        <source>自助分流</source>
        <translation>Self-service</translation>
    </message>
</context><context>
    <name>Layout</name>
    <message>
        <source>版式里没有的窗格已略去：{0}</source>
        <translation>Left out, as there are no such panes: {0}</translation>
    </message>
</context><context>
    <name>Log</name>
    <message>
        <source>{ticket} 取号：{business}（{channel}）</source>
        <translation>{ticket} taken: {business} ({channel})</translation>
    </message>
    <message>
        <source>{counter} 叫 {ticket}</source>
        <translation>{counter} calls {ticket}</translation>
    </message>
    <message>
        <source>{counter} 重呼 {ticket}</source>
        <translation>{counter} calls {ticket} again</translation>
    </message>
    <message>
        <source>{ticket} 弃号</source>
        <translation>{ticket} did not come</translation>
    </message>
    <message>
        <source>{counter} 挂起 {ticket}</source>
        <translation>{counter} puts {ticket} aside</translation>
    </message>
    <message>
        <source>{counter} 回呼 {ticket}</source>
        <translation>{counter} takes {ticket} up again</translation>
    </message>
    <message>
        <source>{ticket} 转移 {to_business} {to_counter}</source>
        <translation>{ticket} transferred {to_business} {to_counter}</translation>
    </message>
    <message>
        <source>{ticket} 改为 {priority} {reason}</source>
        <translation>{ticket} is now {priority} {reason}</translation>
    </message>
    <message>
        <source>{counter} 评价 {score} 分 {ticket}</source>
        <translation>{counter} rated {score} {ticket}</translation>
    </message>
    <message>
        <source>{ticket} 未办即清号</source>
        <translation>{ticket} cleared without service</translation>
    </message>
    <message>
        <source>{counter} 开始办理 {ticket}</source>
        <translation>{counter} starts {ticket}</translation>
    </message>
    <message>
        <source>{counter} 暂停办理 {ticket}</source>
        <translation>{counter} pauses {ticket}</translation>
    </message>
    <message>
        <source>{counter} 继续办理 {ticket}</source>
        <translation>{counter} goes on with {ticket}</translation>
    </message>
    <message>
        <source>{counter} 办结 {ticket} {business}</source>
        <translation>{counter} finished {ticket} {business}</translation>
    </message>
    <message>
        <source>{counter} 开放 {staff}</source>
        <translation>{counter} opened {staff}</translation>
    </message>
    <message>
        <source>{counter} 暂停 {reason}</source>
        <translation>{counter} paused {reason}</translation>
    </message>
    <message>
        <source>{counter} 恢复叫号</source>
        <translation>{counter} calls again</translation>
    </message>
    <message>
        <source>{counter} 关闭</source>
        <translation>{counter} closed</translation>
    </message>
    <message>
        <source>{counter} 改办 {profile}</source>
        <translation>{counter} now serves {profile}</translation>
    </message>
    <message>
        <source>{person} 到 {post}</source>
        <translation>{person} is at {post}</translation>
    </message>
    <message>
        <source>{person} {presence}</source>
        <translation>{person} {presence}</translation>
    </message>
    <message>
        <source>{zone} {people} 人</source>
        <translation>{zone} {people} people</translation>
    </message>
    <message>
        <source>{device} 读数 {values}</source>
        <translation>{device} reads {values}</translation>
    </message>
    <message>
        <source>{device}：{condition} {detail}</source>
        <translation>{device}: {condition} {detail}</translation>
    </message>
    <message>
        <source>{device}：{condition} 解除</source>
        <translation>{device}: {condition} is over</translation>
    </message>
    <message>
        <source>{device} 失联 {reason}</source>
        <translation>{device} lost {reason}</translation>
    </message>
    <message>
        <source>{device} 恢复联系</source>
        <translation>{device} heard again</translation>
    </message>
    <message>
        <source>{counter} 按键 {key}</source>
        <translation>{counter} pressed {key}</translation>
    </message>
    <message>
        <source>{device} 显示：{text}</source>
        <translation>{device} shows: {text}</translation>
    </message>
    <message>
        <source>{device} 告知 {ticket} 到 {counter}：{text}</source>
        <translation>{device} announces {ticket} to {counter}: {text}</translation>
    </message>
    <message>
        <source>{device} 有人使用</source>
        <translation>{device} in use</translation>
    </message>
    <message>
        <source>{device} {completed}</source>
        <translation>{device} {completed}</translation>
    </message>
    <message>
        <source>{device} {begin} 至 {end} 未录像：{cause}</source>
        <translation>{device} not recorded {begin} to {end}: {cause}</translation>
    </message>
    <message>
        <source>{device} 保留录像 {begin} 至 {end}：{reason}</source>
        <translation>{device} recording kept {begin} to {end}: {reason}</translation>
    </message>
    <message>
        <source>{device} 录像不再保留</source>
        <translation>{device} recording no longer kept</translation>
    </message>
    <message>
        <source>{device} 对讲开始</source>
        <translation>{device}: talk begins</translation>
    </message>
    <message>
        <source>{device} 对讲结束：{cause}</source>
        <translation>{device}: talk ends: {cause}</translation>
    </message>
    <message>
        <source>{by} 解除 {camera} 隐私遮挡，至 {until}：{reason}</source>
        <translation>{by} lifts privacy of {camera} until {until}: {reason}</translation>
    </message>
    <message>
        <source>{camera} 恢复隐私遮挡 {by}</source>
        <translation>{camera} private again {by}</translation>
    </message>
    <message>
        <source>{by} 上大屏 {wall}：{item} {shown}，至 {until}</source>
        <translation>{by} shows on {wall}: {item} {shown}, until {until}</translation>
    </message>
    <message>
        <source>{wall} 恢复自动 {by}</source>
        <translation>{wall} follows its rules again {by}</translation>
    </message>
    <message>
        <source>{by} 停用 {device}：{reason}</source>
        <translation>{by} took {device} out of service: {reason}</translation>
    </message>
    <message>
        <source>{by} 启用 {device}</source>
        <translation>{by} returned {device} to service</translation>
    </message>
    <message>
        <source>{device} 合并读数 {count} 次</source>
        <translation>{device}: {count} readings thinned out</translation>
    </message>
    <message>
        <source>命令回执：{done} {detail}</source>
        <translation>Order reported: {done} {detail}</translation>
    </message>
    <message>
        <source>适配器没有收到命令 {id}</source>
        <translation>The adapter never got order {id}</translation>
    </message>
    <message>
        <source>{by} 命令：{command}</source>
        <translation>{by} orders: {command}</translation>
    </message>
    <message>
        <source>拒绝 {by} 的命令 {command}：{reason}</source>
        <translation>Refused {by}'s order {command}: {reason}</translation>
    </message>
    <message>
        <source>命令已由现场确认 {evidence}</source>
        <translation>Order confirmed by the hall {evidence}</translation>
    </message>
    <message>
        <source>命令与现场不一致 {detail}</source>
        <translation>The hall shows otherwise than ordered {detail}</translation>
    </message>
    <message>
        <source>命令无回执，已过期</source>
        <translation>Order not reported, expired</translation>
    </message>
    <message>
        <source>命令结果不明，请人工确认</source>
        <translation>What came of the order is not known: look yourself</translation>
    </message>
    <message>
        <source>主机启动（第 {boot} 次，{version}）{clean}</source>
        <translation>Hub started (boot {boot}, {version}) {clean}</translation>
    </message>
    <message>
        <source>主机正常关闭</source>
        <translation>Hub stopped in order</translation>
    </message>
    <message>
        <source>载入营业厅配置：{config}</source>
        <translation>Hall configured: {config}</translation>
    </message>
    <message>
        <source>营业日开始：{date}（{day_kind}）</source>
        <translation>Business day begins: {date} ({day_kind})</translation>
    </message>
    <message>
        <source>适配器 {adapter} 接入</source>
        <translation>Adapter {adapter} joined</translation>
    </message>
    <message>
        <source>适配器 {adapter} 失联 {reason}</source>
        <translation>Adapter {adapter} lost {reason}</translation>
    </message>
    <message>
        <source>拒收 {peer} 的消息 {count} 条：{reason}</source>
        <translation>Refused {count} messages of {peer}: {reason}</translation>
    </message>
    <message>
        <source>时钟跳变 {step} 秒</source>
        <translation>The clock jumped by {step} s</translation>
    </message>
    <message>
        <source>自 {since} 起未能记录（暂存 {spooled} 条）：{reason}</source>
        <translation>Not recorded since {since} ({spooled} spooled): {reason}</translation>
    </message>
    <message>
        <source>{source} 的记录缺失：第 {first} 至 {last} 条</source>
        <translation>Records of {source} are missing: {first} to {last}</translation>
    </message>
    <message>
        <source>程序故障：{part} 已停用（{error}）{report}</source>
        <translation>Program fault: {part} switched off ({error}) {report}</translation>
    </message>
    <message>
        <source>{by} 封存 {day} 的记录：{reason}</source>
        <translation>{by} holds the records of {day}: {reason}</translation>
    </message>
    <message>
        <source>{by} 解除封存 {day} 的记录 {reason}</source>
        <translation>{by} releases the records of {day} {reason}</translation>
    </message>
    <message>
        <source>{day} 的记录校验不通过，原样保留：{reason}</source>
        <translation>Records of {day} do not verify and are kept as they are: {reason}</translation>
    </message>
    <message>
        <source>{day} 的记录已恢复，校验通过</source>
        <translation>The journal of {day} was restored and verifies again</translation>
    </message>
    <message>
        <source>{day} 的记录索引损坏，已据原记录重建，原文件留存为 {copy}：{reason}</source>
        <translation>{day}: an index of the journal was damaged and was made anew from its entries; the file as it was: {copy}: {reason}</translation>
    </message>
    <message>
        <source>主机密钥：{turn} {without}</source>
        <translation>The hub's key: {turn} {without}</translation>
    </message>
    <message>
        <source>记录签章至第 {seq} 条</source>
        <translation>Record sealed up to {seq}</translation>
    </message>
    <message>
        <source>席位 {station} 接入（{role}）</source>
        <translation>Console {station} joined ({role})</translation>
    </message>
    <message>
        <source>席位 {station} 离开</source>
        <translation>Console {station} left</translation>
    </message>
    <message>
        <source>{by} 登记人员 {person}（{role}）</source>
        <translation>{by} registered {person} ({role})</translation>
    </message>
    <message>
        <source>注销人员 {person}</source>
        <translation>{person} may not log in any more</translation>
    </message>
    <message>
        <source>{person} 在 {station} 登录（{role}）</source>
        <translation>{person} logged in at {station} ({role})</translation>
    </message>
    <message>
        <source>{person} 在 {station} 退出：{reason}</source>
        <translation>{person} logged out at {station}: {reason}</translation>
    </message>
    <message>
        <source>{person} 在 {station} 登录失败</source>
        <translation>Wrong secret for {person} at {station}</translation>
    </message>
    <message>
        <source>{person} 在 {station} 连续登录失败，停用至 {until}</source>
        <translation>{person} locked until {until}: too many wrong secrets, last at {station}</translation>
    </message>
    <message>
        <source>{person} 接班值守</source>
        <translation>{person} took the duty</translation>
    </message>
    <message>
        <source>{by} 记事：{text}</source>
        <translation>{by} notes: {text}</translation>
    </message>
    <message>
        <source>到时：{round}</source>
        <translation>Due: {round}</translation>
    </message>
    <message>
        <source>{by} 点名：{person} {present}</source>
        <translation>{by}, roll call: {person} {present}</translation>
    </message>
    <message>
        <source>{by} 要求：{round} {reason}</source>
        <translation>{by} asks for: {round} {reason}</translation>
    </message>
    <message>
        <source>{by} 完成：{round} {found} {note}</source>
        <translation>{by} has done: {round} {found} {note}</translation>
    </message>
    <message>
        <source>超时未做：{round}</source>
        <translation>Overdue: {round}</translation>
    </message>
    <message>
        <source>{by} 跳过：{round}（{reason}）</source>
        <translation>{by} leaves out: {round} ({reason})</translation>
    </message>
    <message>
        <source>{by} 上报特殊问题：{place} {text}</source>
        <translation>{by} reports a special problem: {place} {text}</translation>
    </message>
    <message>
        <source>{by} 受理 {problem}</source>
        <translation>{by} takes {problem}</translation>
    </message>
    <message>
        <source>{by} 办结 {problem}：{result}</source>
        <translation>{by} settles {problem}: {result}</translation>
    </message>
    <message>
        <source>登记 {matter}：{what}，首办 {owner} {customer}</source>
        <translation>Opened {matter}: {what}, first handler {owner} {customer}</translation>
    </message>
    <message>
        <source>{by} 把 {matter} 交给 {to}，{until} 前接收 {note}</source>
        <translation>{by} offers {matter} to {to}, to be taken by {until} {note}</translation>
    </message>
    <message>
        <source>{by} 记：{matter} 已接收</source>
        <translation>{by} notes: {matter} was taken over</translation>
    </message>
    <message>
        <source>{matter} 退回：{reason} {by} {note}</source>
        <translation>{matter} came back: {reason} {by} {note}</translation>
    </message>
    <message>
        <source>{by} 为 {matter} 预约 {appointment_at}：{contact} {note}</source>
        <translation>{by} makes an appointment for {matter}, {appointment_at}: {contact} {note}</translation>
    </message>
    <message>
        <source>{by} 办结 {matter}：{result}</source>
        <translation>{by} closes {matter}: {result}</translation>
    </message>
    <message>
        <source>{by} 重开 {matter}：{reason}</source>
        <translation>{by} reopens {matter}: {reason}</translation>
    </message>
    <message>
        <source>开始交接班：{giver} → {taker}</source>
        <translation>Handover begins: {giver} → {taker}</translation>
    </message>
    <message>
        <source>{by} 接收 {line}</source>
        <translation>{by} accepts {line}</translation>
    </message>
    <message>
        <source>完成交接班：{giver} → {taker}，接收 {lines} 项 {note}</source>
        <translation>Handed over: {giver} → {taker}, {lines} open things accepted {note}</translation>
    </message>
    <message>
        <source>{by} 取消交接班</source>
        <translation>{by} cancels the handover</translation>
    </message>
    <message>
        <source>告警：{alarm} {detail}</source>
        <translation>Alarm: {alarm} {detail}</translation>
    </message>
    <message>
        <source>告警恢复：{alarm}</source>
        <translation>Alarm over: {alarm}</translation>
    </message>
    <message>
        <source>{by} 确认告警：{alarm} {note}</source>
        <translation>{by} acknowledged: {alarm} {note}</translation>
    </message>
    <message>
        <source>{by} 搁置告警：{alarm} 至 {until}（{reason}）</source>
        <translation>{by} shelved: {alarm} until {until} ({reason})</translation>
    </message>
    <message>
        <source>取消搁置：{alarm} {by}</source>
        <translation>Unshelved: {alarm} {by}</translation>
    </message>
    <message>
        <source>同因抑制：{alarm}，起因 {cause}</source>
        <translation>Suppressed: {alarm}, because of {cause}</translation>
    </message>
    <message>
        <source>解除抑制：{alarm}</source>
        <translation>No longer suppressed: {alarm}</translation>
    </message>
    <message>
        <source>认领告警：{alarm} {owner}</source>
        <translation>Taken: {alarm} {owner}</translation>
    </message>
    <message>
        <source>{by} 处理完毕：{alarm} {note}</source>
        <translation>{by} solved: {alarm} {note}</translation>
    </message>
    <message>
        <source>{by} 在 {station} 预备启动 {plan} {drill} {reason}，第二人须在 {until} 前确认</source>
        <translation>{by} armed {plan} at {station} {drill} {reason}; a second person must confirm by {until}</translation>
    </message>
    <message>
        <source>{by} 在 {station} 作为第二人确认启动</source>
        <translation>{by} confirmed as the second person at {station}</translation>
    </message>
    <message>
        <source>预备启动作废：{reason} {by} {note}</source>
        <translation>Arming lapsed: {reason} {by} {note}</translation>
    </message>
    <message>
        <source>{by} {second} 启动预案：{plan} {drill} {reason}</source>
        <translation>{by} {second} started plan: {plan} {drill} {reason}</translation>
    </message>
    <message>
        <source>预案步骤开始：{step}</source>
        <translation>Step begins: {step}</translation>
    </message>
    <message>
        <source>{by} 完成步骤：{step} {note}</source>
        <translation>{by} completed: {step} {note}</translation>
    </message>
    <message>
        <source>步骤失败：{step} {reason}</source>
        <translation>Step failed: {step} {reason}</translation>
    </message>
    <message>
        <source>{by} 跳过步骤：{step}（{reason}）</source>
        <translation>{by} skipped: {step} ({reason})</translation>
    </message>
    <message>
        <source>步骤超时：{step}</source>
        <translation>Step overdue: {step}</translation>
    </message>
    <message>
        <source>{by} 结束预案 {reason}</source>
        <translation>{by} stood the plan down {reason}</translation>
    </message>
    <message>
        <source>自助办完</source>
        <translation>done by the customer</translation>
    </message>
    <message>
        <source>未办完离开</source>
        <translation>left unfinished</translation>
    </message>
    <message>
        <source>已执行</source>
        <translation>done</translation>
    </message>
    <message>
        <source>未执行</source>
        <translation>not done</translation>
    </message>
    <message>
        <source>上次未正常关闭</source>
        <translation>had not stopped in order</translation>
    </message>
    <message>
        <source>到</source>
        <translation>here</translation>
    </message>
    <message>
        <source>未到</source>
        <translation>not here</translation>
    </message>
    <message>
        <source>已向各席位和适配器通告新密钥</source>
        <translation>another one is announced to every station</translation>
    </message>
    <message>
        <source>已换用新密钥</source>
        <translation>the new one is in use</translation>
    </message>
    <message>
        <source>立即作废，换用新密钥</source>
        <translation>replaced at once</translation>
    </message>
    <message>
        <source>（演练）</source>
        <translation>(drill)</translation>
    </message>
    <message>
        <source>（尚未持有：{0}）</source>
        <translation>(not yet with: {0})</translation>
    </message>
    <message>
        <source>全部大屏</source>
        <translation>Every wall</translation>
    </message>
    <message>
        <source>异常：{0}</source>
        <translation>not in order: {0}</translation>
    </message>
    <message>
        <source>（全部）</source>
        <translation>(all)</translation>
    </message>
</context><context>
    <name>Login</name>
    <message>
        <source>{0}：{1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <source>登录</source>
        <translation>Log in</translation>
    </message>
    <message>
        <source>先看现场 Esc</source>
        <translation>Just look Esc</translation>
    </message>
    <message>
        <source>登录后才能下命令</source>
        <translation>Log in to give orders</translation>
    </message>
    <message>
        <source>画面一直是实时的，只有命令在等人</source>
        <translation>The desk stays live; only orders wait</translation>
    </message>
    <message>
        <source>与主机失去联系，现在不能登录</source>
        <translation>No contact with the hub: nobody can log in now</translation>
    </message>
    <message numerus="yes">
        <source>口令不对，{0} 还可以试 %n 次</source>
        <translation>
            <numerusform>Wrong secret; {0} has %n more try</numerusform>
            <numerusform>Wrong secret; {0} has %n more tries</numerusform>
        </translation>
    </message>
    <message>
        <source>姓名或口令不对</source>
        <translation>Wrong name or secret</translation>
    </message>
    <message>
        <source>{0} 多次输错口令，已锁定，{1} 后可再试；急用请换人登录</source>
        <translation>{0} is locked after too many wrong secrets; try again in {1}, or let somebody else log in</translation>
    </message>
    <message>
        <source>主机正在核对别的登录，请再试一次</source>
        <translation>The hub is busy with other logins; please try again</translation>
    </message>
    <message>
        <source>主机没有登记人员，不必登录</source>
        <translation>The hub knows no persons; there is nothing to log in for</translation>
    </message>
    <message>
        <source>主机读不到人员登记，{0} 暂时不能登录；请联系运维</source>
        <translation>The hub cannot read who is registered, so {0} cannot log in now; call the administrator</translation>
    </message>
    <message>
        <source>主机没有答复，可能已失去联系；恢复后请再试</source>
        <translation>The hub did not answer; try again when it is back</translation>
    </message>
    <message>
        <source>口令</source>
        <translation>Secret</translation>
    </message>
    <message>
        <source>显示</source>
        <translation>Show</translation>
    </message>
    <message>
        <source>显示或隐藏口令；用输入法打汉字时须显示</source>
        <translation>Show or hide the secret; input methods need it shown</translation>
    </message>
    <message>
        <source>隐藏</source>
        <translation>Hide</translation>
    </message>
    <message>
        <source>主机正在核对…</source>
        <translation>The hub is checking…</translation>
    </message>
    <message>
        <source>请点选姓名</source>
        <translation>Choose your name</translation>
    </message>
    <message>
        <source>请输入口令</source>
        <translation>Type your secret</translation>
    </message>
</context><context>
    <name>Matters</name>
    <message>
        <source>客户要什么……谁先接待，谁负责到底</source>
        <translation>What the customer wants… whoever hears it first owns it</translation>
    </message>
    <message>
        <source>客户：姓、尾号或票号</source>
        <translation>Customer: name, last digits or ticket</translation>
    </message>
    <message>
        <source>首办人</source>
        <translation>First handler</translation>
    </message>
    <message>
        <source>答复时限</source>
        <translation>Answer promised</translation>
    </message>
    <message>
        <source>不约答复时间</source>
        <translation>No time promised</translation>
    </message>
    <message>
        <source>30 分钟内答复</source>
        <translation>Answer within 30 min</translation>
    </message>
    <message>
        <source>2 小时内答复</source>
        <translation>Answer within 2 h</translation>
    </message>
    <message>
        <source>明天此时前答复</source>
        <translation>Answer by this time tomorrow</translation>
    </message>
    <message>
        <source>登记</source>
        <translation>Open</translation>
    </message>
    <message>
        <source>首办 {0}</source>
        <translation>First: {0}</translation>
    </message>
    <message>
        <source>多了 {0} 字：一件事最多 {1} 字，其余请写进值班日志</source>
        <translation>Too long by {0}: a matter has {1} characters at most, write the rest into the duty book</translation>
    </message>
    <message>
        <source>先写客户要什么</source>
        <translation>Write what the customer wants first</translation>
    </message>
    <message>
        <source>没有在岗的人</source>
        <translation>Nobody is at work</translation>
    </message>
    <message>
        <source>没有未办结的客户事项</source>
        <translation>No open customer matters</translation>
    </message>
    <message>
        <source>最近办结</source>
        <translation>Closed lately</translation>
    </message>
    <message>
        <source>还有 {0} 分接收</source>
        <translation>{0} min left to take it</translation>
    </message>
    <message>
        <source>{0} 没有按时接收，仍由 {1} 负责</source>
        <translation>{0} did not take it in time, it is still {1}'s</translation>
    </message>
    <message>
        <source>已过约定时间</source>
        <translation>Past what was agreed</translation>
    </message>
    <message>
        <source>答应 {0} 前答复</source>
        <translation>answer promised by {0}</translation>
    </message>
    <message>
        <source>预约 {0}，{1}</source>
        <translation>appointment {0}, {1}</translation>
    </message>
    <message>
        <source>第 {0} 次重开</source>
        <translation>reopened {0}×</translation>
    </message>
    <message>
        <source>重开</source>
        <translation>Reopen</translation>
    </message>
    <message>
        <source>预约…</source>
        <translation>Appoint…</translation>
    </message>
    <message>
        <source>已接收</source>
        <translation>Taken over</translation>
    </message>
    <message>
        <source>没接</source>
        <translation>Declined</translation>
    </message>
    <message>
        <source>交给…</source>
        <translation>Offer to…</translation>
    </message>
    <message>
        <source>办结…</source>
        <translation>Close…</translation>
    </message>
    <message>
        <source>预约什么时候，怎么联系客户</source>
        <translation>When, and how to reach the customer</translation>
    </message>
    <message>
        <source>联系方式</source>
        <translation>how to reach the customer</translation>
    </message>
    <message>
        <source>一小时后</source>
        <translation>in an hour</translation>
    </message>
    <message>
        <source>今天 16:00</source>
        <translation>today 16:00</translation>
    </message>
    <message>
        <source>明天 9:30</source>
        <translation>tomorrow 9:30</translation>
    </message>
    <message>
        <source>明天 14:30</source>
        <translation>tomorrow 14:30</translation>
    </message>
    <message>
        <source>已办好</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>已说明原因，客户认可</source>
        <translation>Explained why, the customer agrees</translation>
    </message>
    <message>
        <source>结果</source>
        <translation>Result</translation>
    </message>
    <message>
        <source>结果怎样</source>
        <translation>how it ended</translation>
    </message>
    <message>
        <source>客户又来了</source>
        <translation>The customer came again</translation>
    </message>
    <message>
        <source>没有办成</source>
        <translation>It had not worked</translation>
    </message>
    <message>
        <source>为什么重开</source>
        <translation>Why it is reopened</translation>
    </message>
    <message>
        <source>未办结 {0}</source>
        <translation>{0} open</translation>
    </message>
    <message>
        <source>{0} 件要马上处理</source>
        <translation>{0} to see to at once</translation>
    </message>
</context><context>
    <name>Menu</name>
    <message>
        <source>大字</source>
        <translation>Large letters</translation>
    </message>
    <message>
        <source>布置：{0}</source>
        <translation>Arrangement: {0}</translation>
    </message>
</context><context>
    <name>Move</name>
    <message>
        <source>不能：{0}</source>
        <translation>Not possible: {0}</translation>
    </message>
    <message>
        <source>{0} → {1}</source>
        <translation>{0} → {1}</translation>
    </message>
    <message>
        <source>没有别的影响</source>
        <translation>Nothing else changes</translation>
    </message>
    <message>
        <source>；</source>
        <translation>; </translation>
    </message>
    <message>
        <source>手上的 {0} 还没办完</source>
        <translation>{0} in hand is not finished</translation>
    </message>
    <message>
        <source>{0} 将无人值守</source>
        <translation>{0} will be unattended</translation>
    </message>
    <message>
        <source>{0} 将没有窗口办理</source>
        <translation>{0} will have no counter</translation>
    </message>
    <message>
        <source>不会办 {0}</source>
        <translation>Cannot handle {0}</translation>
    </message>
    <message>
        <source>{0} 已在这里</source>
        <translation>{0} is here already</translation>
    </message>
    <message>
        <source>正在休息，才休 {0}</source>
        <translation>On a break, for {0} so far</translation>
    </message>
    <message>
        <source>应休息：已连续在岗 {0}</source>
        <translation>Break due: {0} without one</translation>
    </message>
    <message>
        <source>{0} 后应休息</source>
        <translation>Break due in {0}</translation>
    </message>
    <message>
        <source>首办事项 {0} 件未办结</source>
        <translation>First-handler matters open: {0}</translation>
    </message>
    <message>
        <source>正要去 {0}</source>
        <translation>On the way to {0}</translation>
    </message>
    <message>
        <source>{0} 有人值守了</source>
        <translation>{0} will be attended</translation>
    </message>
    <message>
        <source>{0} 有窗口办理了</source>
        <translation>{0} will have a counter</translation>
    </message>
    <message>
        <source>已连续在岗 {0}</source>
        <translation>{0} without a break</translation>
    </message>
    <message>
        <source>{0} 预计 {1} → {2}</source>
        <translation>{0}: expected {1} → {2}</translation>
    </message>
    <message>
        <source>无法估计</source>
        <translation>no estimate</translation>
    </message>
    <message>
        <source>{0} 分</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>{0} 等 {1} 项</source>
        <translation>{0} and others, {1} in all</translation>
    </message>
    <message>
        <source>{0} 小时 {1} 分</source>
        <translation>{0} h {1} min</translation>
    </message>
</context><context>
    <name>NameLine</name>
    <message>
        <source>给现在的窗口布置起个名字，例如 早班</source>
        <translation>A name for this arrangement, such as Early shift</translation>
    </message>
    <message>
        <source>布置的名字</source>
        <translation>Name of the arrangement</translation>
    </message>
    <message>
        <source>保存</source>
        <translation>Save</translation>
    </message>
    <message>
        <source>请写一个名字</source>
        <translation>Write a name</translation>
    </message>
</context><context>
    <name>NoteForm</name>
    <message>
        <source>有 {0} 个看不见的控制符：照原样记入，显示时换成空格</source>
        <translation>Signs that cannot be seen: {0}; entered as they are, shown as spaces</translation>
    </message>
    <message>
        <source>上次没有记入的文字还在这里</source>
        <translation>What was not entered last time is still here</translation>
    </message>
    <message>
        <source>没有记入，文字还在这里</source>
        <translation>Not entered; the text is still here</translation>
    </message>
    <message>
        <source>已记入 {0} 条，其余还在这里：{1}</source>
        <translation>{0} entered, the rest is still here: {1}</translation>
    </message>
    <message>
        <source>已分 {0} 条全部记入</source>
        <translation>All entered, in {0} parts</translation>
    </message>
    <message>
        <source>正在记入 {0} / {1}</source>
        <translation>Entering {0} / {1}</translation>
    </message>
    <message>
        <source>粘贴了 {0} 行、{1} 字</source>
        <translation>Pasted: lines {0}, characters {1}</translation>
    </message>
    <message>
        <source>；一条记不下，将分 {0} 条记入，一字不少</source>
        <translation>; too long for one entry, it will be entered in {0} parts, not a letter less</translation>
    </message>
    <message>
        <source>分 {0} 条记入</source>
        <translation>Enter in {0} parts</translation>
    </message>
    <message>
        <source>正在记入</source>
        <translation>Being entered</translation>
    </message>
    <message>
        <source>先写几个字</source>
        <translation>Write something first</translation>
    </message>
</context><context>
    <name>Order</name>
    <message>
        <source>开放 {counter} {staff}</source>
        <translation>Open {counter} {staff}</translation>
    </message>
    <message>
        <source>暂停 {counter} {reason}</source>
        <translation>Pause {counter} {reason}</translation>
    </message>
    <message>
        <source>恢复 {counter}</source>
        <translation>Resume {counter}</translation>
    </message>
    <message>
        <source>关闭 {counter}</source>
        <translation>Close {counter}</translation>
    </message>
    <message>
        <source>{counter} 改办 {profile}</source>
        <translation>{counter} to serve {profile}</translation>
    </message>
    <message>
        <source>{counter} 叫下一号</source>
        <translation>{counter}: call next</translation>
    </message>
    <message>
        <source>{counter} 重呼</source>
        <translation>{counter}: recall</translation>
    </message>
    <message>
        <source>{counter} 办结</source>
        <translation>{counter}: finish</translation>
    </message>
    <message>
        <source>{counter} 弃号</source>
        <translation>{counter}: no-show</translation>
    </message>
    <message>
        <source>{counter} 挂起</source>
        <translation>{counter}: put aside</translation>
    </message>
    <message>
        <source>{counter} 回呼</source>
        <translation>{counter}: take up again</translation>
    </message>
    <message>
        <source>{ticket} 转移 {to_business} {to_counter}</source>
        <translation>Transfer {ticket} {to_business} {to_counter}</translation>
    </message>
    <message>
        <source>{ticket} 改为 {priority}</source>
        <translation>{ticket} to {priority}</translation>
    </message>
    <message>
        <source>{ticket} 清号：{reason}</source>
        <translation>clear {ticket}: {reason}</translation>
    </message>
    <message>
        <source>调 {person} → {post}</source>
        <translation>Send {person} → {post}</translation>
    </message>
    <message>
        <source>停用 {device}</source>
        <translation>Take {device} out of service</translation>
    </message>
    <message>
        <source>启用 {device}</source>
        <translation>Return {device} to service</translation>
    </message>
    <message>
        <source>重启 {device}</source>
        <translation>Restart {device}</translation>
    </message>
    <message>
        <source>{device} 公告：{text}</source>
        <translation>Notice on {device}: {text}</translation>
    </message>
    <message>
        <source>{device} 显示 {ticket}</source>
        <translation>Show {ticket} on {device}</translation>
    </message>
    <message>
        <source>{device} 提示音</source>
        <translation>Beep {device}</translation>
    </message>
    <message>
        <source>{device} 显示星级</source>
        <translation>Stars on {device}</translation>
    </message>
    <message>
        <source>{device} 请评价</source>
        <translation>Ask for a rating on {device}</translation>
    </message>
    <message>
        <source>转动 {device}</source>
        <translation>Turn {device}</translation>
    </message>
    <message>
        <source>{device} 转到 {preset}</source>
        <translation>Turn {device} to {preset}</translation>
    </message>
    <message>
        <source>保留 {device} 录像 {begin} 至 {end}</source>
        <translation>Keep recording of {device} {begin} to {end}</translation>
    </message>
    <message>
        <source>不再保留 {device} 录像</source>
        <translation>Release recording of {device}</translation>
    </message>
    <message>
        <source>经 {device} 对讲</source>
        <translation>Talk through {device}</translation>
    </message>
    <message>
        <source>解除 {camera} 隐私遮挡 {minutes} 分</source>
        <translation>Lift privacy of {camera} for {minutes} min</translation>
    </message>
    <message>
        <source>恢复 {camera} 隐私遮挡</source>
        <translation>Restore privacy of {camera}</translation>
    </message>
    <message>
        <source>上大屏 {wall}：{item} {shown}</source>
        <translation>Show on {wall}: {item} {shown}</translation>
    </message>
    <message>
        <source>{wall} 恢复自动</source>
        <translation>Let {wall} follow its rules</translation>
    </message>
    <message>
        <source>确认 {alarm}</source>
        <translation>Acknowledge {alarm}</translation>
    </message>
    <message>
        <source>搁置 {alarm} {minutes} 分</source>
        <translation>Shelve {alarm} for {minutes} min</translation>
    </message>
    <message>
        <source>取消搁置 {alarm}</source>
        <translation>Unshelve {alarm}</translation>
    </message>
    <message>
        <source>认领 {alarm} {person}</source>
        <translation>Own {alarm} {person}</translation>
    </message>
    <message>
        <source>放弃认领 {alarm}</source>
        <translation>Let {alarm} go</translation>
    </message>
    <message>
        <source>处理完毕 {alarm}</source>
        <translation>Solved: {alarm}</translation>
    </message>
    <message>
        <source>{person} 接班</source>
        <translation>{person} takes the duty</translation>
    </message>
    <message>
        <source>封存 {day} 的记录：{reason}</source>
        <translation>Hold the records of {day}: {reason}</translation>
    </message>
    <message>
        <source>解除封存 {day} 的记录</source>
        <translation>Release the records of {day}</translation>
    </message>
    <message>
        <source>记事：{text}</source>
        <translation>Note: {text}</translation>
    </message>
    <message>
        <source>点名 {person} {present}</source>
        <translation>Roll call: {person} {present}</translation>
    </message>
    <message>
        <source>完成 {round} {found}</source>
        <translation>Done: {round} {found}</translation>
    </message>
    <message>
        <source>跳过 {round}：{reason}</source>
        <translation>Leave out {round}: {reason}</translation>
    </message>
    <message>
        <source>要求 {round} {reason}</source>
        <translation>Ask for {round} {reason}</translation>
    </message>
    <message>
        <source>上报特殊问题：{text}</source>
        <translation>Report a special problem: {text}</translation>
    </message>
    <message>
        <source>受理 {problem}</source>
        <translation>Take {problem}</translation>
    </message>
    <message>
        <source>办结 {problem}</source>
        <translation>Settle {problem}</translation>
    </message>
    <message>
        <source>登记客户事项：{what}</source>
        <translation>Open a customer matter: {what}</translation>
    </message>
    <message>
        <source>{matter} 交给 {to}</source>
        <translation>Offer {matter} to {to}</translation>
    </message>
    <message>
        <source>接收 {matter}</source>
        <translation>Accept {matter}</translation>
    </message>
    <message>
        <source>退回 {matter} {reason}</source>
        <translation>Return {matter} {reason}</translation>
    </message>
    <message>
        <source>{matter} 预约 {at}</source>
        <translation>Appointment for {matter}, {at}</translation>
    </message>
    <message>
        <source>办结 {matter}：{result}</source>
        <translation>Close {matter}: {result}</translation>
    </message>
    <message>
        <source>重开 {matter}</source>
        <translation>Reopen {matter}</translation>
    </message>
    <message>
        <source>交班给 {to}</source>
        <translation>Hand over to {to}</translation>
    </message>
    <message>
        <source>逐条接收</source>
        <translation>Accept line by line</translation>
    </message>
    <message>
        <source>接班</source>
        <translation>Take over</translation>
    </message>
    <message>
        <source>取消交接班</source>
        <translation>Cancel the handover</translation>
    </message>
    <message>
        <source>启动预案 {plan} {drill}</source>
        <translation>Start the plan {plan} {drill}</translation>
    </message>
    <message>
        <source>预备启动 {plan} {drill}</source>
        <translation>Arm plan {plan} {drill}</translation>
    </message>
    <message>
        <source>第二人确认启动预案</source>
        <translation>Confirm the plan as second person</translation>
    </message>
    <message>
        <source>撤回预备启动</source>
        <translation>Take the arming back</translation>
    </message>
    <message>
        <source>完成步骤 {step}</source>
        <translation>Complete {step}</translation>
    </message>
    <message>
        <source>跳过步骤 {step}</source>
        <translation>Skip {step}</translation>
    </message>
    <message>
        <source>重试步骤 {step}</source>
        <translation>Retry {step}</translation>
    </message>
    <message>
        <source>结束预案</source>
        <translation>Stand the plan down</translation>
    </message>
</context><context>
    <name>Orders</name>
    <message>
        <source>今日尚无命令</source>
        <translation>No orders today</translation>
    </message>
    <message>
        <source>{0} 条进行中</source>
        <translation>{0} under way</translation>
    </message>
    <message>
        <source>{0} 条异常</source>
        <translation>{0} wrong</translation>
    </message>
    <message>
        <source>隐藏系统联动</source>
        <translation>Hide automatic</translation>
    </message>
    <message>
        <source>系统联动 {0}</source>
        <translation>Automatic {0}</translation>
    </message>
    <message>
        <source>等待回执</source>
        <translation>waiting for the adapter</translation>
    </message>
    <message>
        <source>等待现场确认</source>
        <translation>waiting for the hall</translation>
    </message>
    <message>
        <source>无回执，请查看现场</source>
        <translation>Not reported: look yourself</translation>
    </message>
    <message>
        <source>主机重启，结果不明，请查看现场</source>
        <translation>Hub restarted, result unknown: look yourself</translation>
    </message>
    <message>
        <source>由后来的命令取代</source>
        <translation>by a later order</translation>
    </message>
</context><context>
    <name>Palette</name>
    <message>
        <source>查看 {0}</source>
        <translation>See {0}</translation>
    </message>
    <message>
        <source>{0} {1}</source>
        <translation>{0} {1}</translation>
    </message>
    <message>
        <source>在详情里继续</source>
        <translation>goes on in the details</translation>
    </message>
    <message>
        <source>编号、名字、拼音首字母；例如 3、ck、开 3</source>
        <translation>A number, a name or its beginning; such as 3, counter, open 3</translation>
    </message>
    <message>
        <source>查找与执行</source>
        <translation>Find and do</translation>
    </message>
    <message>
        <source>找到的</source>
        <translation>Found</translation>
    </message>
    <message>
        <source>没有找到</source>
        <translation>Nothing found</translation>
    </message>
    <message>
        <source>回车执行　↑↓ 选择　Esc 收起</source>
        <translation>Enter does it　↑↓ choose　Esc closes</translation>
    </message>
</context><context>
    <name>Pane</name>
    <message>
        <source>设备</source>
        <translation>Devices</translation>
    </message>
    <message>
        <source>平面图</source>
        <translation>Floor plan</translation>
    </message>
    <message>
        <source>摄像机</source>
        <translation>Cameras</translation>
    </message>
    <message>
        <source>队列</source>
        <translation>Queues</translation>
    </message>
    <message>
        <source>窗口</source>
        <translation>Counters</translation>
    </message>
    <message>
        <source>人员</source>
        <translation>Staff</translation>
    </message>
    <message>
        <source>应急预案</source>
        <translation>Plans</translation>
    </message>
    <message>
        <source>命令</source>
        <translation>Orders</translation>
    </message>
    <message>
        <source>事件</source>
        <translation>Events</translation>
    </message>
    <message>
        <source>服务指标</source>
        <translation>Statistics</translation>
    </message>
    <message>
        <source>公众看到的</source>
        <translation>Public view</translation>
    </message>
    <message>
        <source>详情</source>
        <translation>Detail</translation>
    </message>
    <message>
        <source>正在连接主机</source>
        <translation>Connecting to the hub</translation>
    </message>
    <message>
        <source>收到现场数据后自动显示</source>
        <translation>Shown as soon as the hall is heard</translation>
    </message>
    <message>
        <source>主机正在启动 {0}%</source>
        <translation>The hub is starting: {0}%</translation>
    </message>
    <message>
        <source>正在读取记录；完成后自动显示现场</source>
        <translation>It reads its journal; the hall is shown as soon as it is done</translation>
    </message>
    <message>
        <source>数据停滞 {0} 秒</source>
        <translation>No data for {0} s</translation>
    </message>
    <message>
        <source>正在重连；画面为断线前的情况</source>
        <translation>Reconnecting; the picture is from before</translation>
    </message>
    <message>
        <source>数据不一致</source>
        <translation>Data disagree</translation>
    </message>
    <message>
        <source>正在重新载入快照</source>
        <translation>Loading a snapshot</translation>
    </message>
    <message>
        <source>主机拒绝本台接入</source>
        <translation>The hub refuses this console</translation>
    </message>
    <message>
        <source>请重新配对：hallwatch join</source>
        <translation>Pair again: hallwatch join</translation>
    </message>
    <message>
        <source>本窗格出错，其余照常</source>
        <translation>This pane failed; the others go on</translation>
    </message>
    <message>
        <source>告警表现</source>
        <translation>Alarm report</translation>
    </message>
    <message>
        <source>告警</source>
        <translation>Alarms</translation>
    </message>
    <message>
        <source>值班日志</source>
        <translation>Duty book</translation>
    </message>
    <message>
        <source>交接班</source>
        <translation>Handover</translation>
    </message>
    <message>
        <source>帮助</source>
        <translation>Help</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>客户事项</source>
        <translation>Matters</translation>
    </message>
    <message>
        <source>今日走势</source>
        <translation>Today</translation>
    </message>
    <message>
        <source>大屏</source>
        <translation>Walls</translation>
    </message>
    <message>
        <source>大屏告警</source>
        <translation>Wall: alarms</translation>
    </message>
    <message>
        <source>大屏指标</source>
        <translation>Wall: figures</translation>
    </message>
    <message>
        <source>大屏预案</source>
        <translation>Wall: plan</translation>
    </message>
    <message>
        <source>大屏画面</source>
        <translation>Wall: pictures</translation>
    </message>
    <message>
        <source>大屏文字</source>
        <translation>Wall: text</translation>
    </message>
</context><context>
    <name>Plan</name>
    <message>
        <source>进行中 {0}</source>
        <translation>{0} under way</translation>
    </message>
    <message>
        <source>没有进行中的预案</source>
        <translation>No plan is under way</translation>
    </message>
    <message>
        <source>可启动（按住 0.8 秒）</source>
        <translation>Can be started (hold 0.8 s)</translation>
    </message>
    <message>
        <source>可预备启动（按住 0.8 秒），由第二人确认</source>
        <translation>To arm (hold 0.8 s); a second person confirms</translation>
    </message>
    <message>
        <source>演练</source>
        <translation>Drill</translation>
    </message>
    <message>
        <source>{0} 终止</source>
        <translation>Stood down {0}</translation>
    </message>
    <message>
        <source>终止</source>
        <translation>Stand down</translation>
    </message>
    <message>
        <source>第 {0} / {1} 步</source>
        <translation>step {0} of {1}</translation>
    </message>
    <message>
        <source>已 {0}</source>
        <translation>for {0}</translation>
    </message>
    <message>
        <source>{0}，{1} 同意</source>
        <translation>{0}, agreed by {1}</translation>
    </message>
    <message>
        <source>超时 {0}</source>
        <translation>overdue {0}</translation>
    </message>
    <message>
        <source>还有 {0}</source>
        <translation>{0} left</translation>
    </message>
    <message>
        <source>超时未完成</source>
        <translation>overdue</translation>
    </message>
    <message numerus="yes">
        <source>%n 条命令已确认</source>
        <translation>
            <numerusform>%n order confirmed</numerusform>
            <numerusform>%n orders confirmed</numerusform>
        </translation>
    </message>
    <message>
        <source>完成</source>
        <translation>Done</translation>
    </message>
    <message>
        <source>重试</source>
        <translation>Retry</translation>
    </message>
    <message>
        <source>跳过</source>
        <translation>Skip</translation>
    </message>
    <message>
        <source>预备启动</source>
        <translation>Arm</translation>
    </message>
    <message>
        <source>启动</source>
        <translation>Start</translation>
    </message>
    <message numerus="yes">
        <source>%n 步</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message>
        <source>跳过“{0}”的原因</source>
        <translation>Why skip “{0}”</translation>
    </message>
    <message>
        <source>不适用</source>
        <translation>Does not apply</translation>
    </message>
    <message>
        <source>已另行处理</source>
        <translation>Done otherwise</translation>
    </message>
    <message>
        <source>终止“{0}”</source>
        <translation>Stand down “{0}”</translation>
    </message>
    <message>
        <source>已恢复正常</source>
        <translation>Back to normal</translation>
    </message>
    <message>
        <source>误启动</source>
        <translation>Started by mistake</translation>
    </message>
</context><context>
    <name>PlanChooser</name>
    <message>
        <source>原因（可不填）</source>
        <translation>Reason (optional)</translation>
    </message>
    <message>
        <source>演练</source>
        <translation>Drill</translation>
    </message>
    <message>
        <source>收起 Esc</source>
        <translation>Close Esc</translation>
    </message>
    <message>
        <source>启动应急预案</source>
        <translation>Start an emergency plan</translation>
    </message>
    <message>
        <source>按住“启动”0.8 秒，各步骤由人员或设备确认；演练点击即开始</source>
        <translation>Hold Start for 0.8 s; people or devices confirm each step. A drill starts at a click</translation>
    </message>
    <message>
        <source>按住“预备启动”0.8 秒，另一人须在 30 秒内确认；值班组长可单独启动</source>
        <translation>Hold “Arm” for 0.8 s; another person must confirm within 30 s; a duty leader starts alone</translation>
    </message>
    <message>
        <source>预备启动</source>
        <translation>Arm</translation>
    </message>
    <message>
        <source>启动</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>演练预案 {0}</source>
        <translation>Drill plan {0}</translation>
    </message>
    <message>
        <source>启动预案 {0}</source>
        <translation>Start the plan {0}</translation>
    </message>
    <message>
        <source>当前告警建议</source>
        <translation>Proposed by an alarm</translation>
    </message>
    <message numerus="yes">
        <source>%n 步</source>
        <translation>
            <numerusform>%n step</numerusform>
            <numerusform>%n steps</numerusform>
        </translation>
    </message>
    <message>
        <source>正在进行</source>
        <translation>Under way</translation>
    </message>
    <message>
        <source>本厅未登记人员，无法由第二人确认；请值班组长启动</source>
        <translation>Nobody is registered here, so nobody can confirm; ask the duty leader</translation>
    </message>
</context><context>
    <name>Public</name>
    <message>
        <source>本厅没有配置显示屏</source>
        <translation>This hall has no displays</translation>
    </message>
    <message>
        <source>今日还没有叫号</source>
        <translation>Nobody called yet today</translation>
    </message>
    <message numerus="yes">
        <source>%n 次叫号没有任何屏幕显示</source>
        <translation>
            <numerusform>%n call was on no display</numerusform>
            <numerusform>%n calls were on no display</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n 块屏不知道现在显示什么</source>
        <translation>
            <numerusform>%n display: not known what it shows</numerusform>
            <numerusform>%n displays: not known what they show</numerusform>
        </translation>
    </message>
    <message>
        <source>今天还没有叫过号</source>
        <translation>No ticket has been called today</translation>
    </message>
    <message>
        <source>空的</source>
        <translation>empty</translation>
    </message>
    <message>
        <source>{0}前</source>
        <translation>{0} ago</translation>
    </message>
    <message>
        <source>{0}说的</source>
        <translation>said {0}</translation>
    </message>
    <message>
        <source>还没有说过</source>
        <translation>has said nothing yet</translation>
    </message>
    <message>
        <source>现在</source>
        <translation>now</translation>
    </message>
    <message>
        <source>旧的：{0}失联</source>
        <translation>old: lost {0}</translation>
    </message>
    <message>
        <source>未知：没有联系上</source>
        <translation>unknown: not heard</translation>
    </message>
    <message>
        <source>没有屏幕显示</source>
        <translation>on no display</translation>
    </message>
    <message numerus="yes">
        <source>%n 块屏</source>
        <translation>
            <numerusform>%n display</numerusform>
            <numerusform>%n displays</numerusform>
        </translation>
    </message>
    <message>
        <source>说了</source>
        <translation>said</translation>
    </message>
    <message>
        <source>没有说</source>
        <translation>not said</translation>
    </message>
    <message>
        <source>第 {0} 次</source>
        <translation>call {0}</translation>
    </message>
    <message>
        <source>显示屏</source>
        <translation>Display</translation>
    </message>
    <message>
        <source>显示什么</source>
        <translation>Shows</translation>
    </message>
    <message>
        <source>可信</source>
        <translation>Known</translation>
    </message>
    <message>
        <source>叫号</source>
        <translation>Call</translation>
    </message>
    <message>
        <source>窗口</source>
        <translation>Counter</translation>
    </message>
    <message>
        <source>时刻</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>屏幕</source>
        <translation>Displays</translation>
    </message>
    <message>
        <source>语音</source>
        <translation>Voice</translation>
    </message>
</context><context>
    <name>Queues</name>
    <message>
        <source>{0} 人已超时</source>
        <translation>{0} over the limit</translation>
    </message>
    <message>
        <source>{0} 将于 {1} 超过 {2} 分钟（还有 {3}）</source>
        <translation>{0} passes {2} min at {1} (in {3})</translation>
    </message>
    <message>
        <source>；</source>
        <translation>; </translation>
    </message>
    <message>
        <source>先叫等候（加优先折算）最久的</source>
        <translation>the longest wait, with credit for priority, is called first</translation>
    </message>
    <message>
        <source>+{0} 分</source>
        <translation>+{0} min</translation>
    </message>
    <message>
        <source>，{0} {1}</source>
        <translation>, {0} {1}</translation>
    </message>
    <message>
        <source>下一个 {0}：已等 {1}{2}；{3}</source>
        <translation>Next {0}: waited {1}{2}; {3}</translation>
    </message>
    <message>
        <source>{0} 人等候，估计仍在约 {1} 人</source>
        <translation>{0} waiting, probably still here: about {1}</translation>
    </message>
    <message>
        <source>无窗口办理</source>
        <translation>no counter serves it</translation>
    </message>
    <message>
        <source>{0} 分</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>约 {0} 分，多在 {1} 至 {2} 分之间</source>
        <translation>About {0} min, mostly {1} to {2} min</translation>
    </message>
    <message>
        <source>/ {0} 分</source>
        <translation>/ {0} min</translation>
    </message>
    <message>
        <source>超 {0}</source>
        <translation>over {0}</translation>
    </message>
    <message>
        <source>转移</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>重呼</source>
        <translation>Recall</translation>
    </message>
    <message>
        <source>过号</source>
        <translation>No-show</translation>
    </message>
    <message>
        <source>优先</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>清号</source>
        <translation>Clear</translation>
    </message>
    <message>
        <source>{0} 等 {1} 人</source>
        <translation>{0} and others, {1} in all</translation>
    </message>
    <message>
        <source>{0} 先于 {1}</source>
        <translation>{0} before {1}</translation>
    </message>
    <message>
        <source>晚到 {0}</source>
        <translation>came {0} later</translation>
    </message>
    <message>
        <source>转移来的号</source>
        <translation>transferred ticket</translation>
    </message>
    <message>
        <source>对方只等别的窗口</source>
        <translation>the other waits for another counter only</translation>
    </message>
    <message>
        <source>本窗口不办对方的业务</source>
        <translation>the counter does not serve the other's business</translation>
    </message>
    <message>
        <source>预约时段已到 +{0} 分</source>
        <translation>appointment due +{0} min</translation>
    </message>
    <message>
        <source>{0} +{1} 分</source>
        <translation>{0} +{1} min</translation>
    </message>
    <message>
        <source>规则说不清，请查记录</source>
        <translation>no rule explains it; see the log</translation>
    </message>
    <message>
        <source>业务</source>
        <translation>Business</translation>
    </message>
    <message>
        <source>等候</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>最长</source>
        <translation>Longest</translation>
    </message>
    <message>
        <source>预计</source>
        <translation>Expected</translation>
    </message>
    <message>
        <source>超时 / 将超</source>
        <translation>Over / soon</translation>
    </message>
    <message>
        <source>尚无队列数据</source>
        <translation>Nothing known of the queues yet</translation>
    </message>
    <message>
        <source>这个队列没有人等候</source>
        <translation>Nobody waits in this queue</translation>
    </message>
    <message>
        <source>近 30 分钟无人越号</source>
        <translation>Nobody overtaken in the last 30 min</translation>
    </message>
    <message>
        <source>时间</source>
        <translation>Time</translation>
    </message>
    <message>
        <source>谁先于谁</source>
        <translation>Who before whom</translation>
    </message>
    <message>
        <source>原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>窗口</source>
        <translation>Counter</translation>
    </message>
    <message>
        <source>票号</source>
        <translation>Ticket</translation>
    </message>
    <message>
        <source>已等</source>
        <translation>Waited</translation>
    </message>
    <message>
        <source>距上限</source>
        <translation>To limit</translation>
    </message>
    <message>
        <source>队列</source>
        <translation>Queues</translation>
    </message>
    <message>
        <source>按队列，最紧急在前</source>
        <translation>By queue, the most urgent first</translation>
    </message>
    <message>
        <source>按业务</source>
        <translation>By business</translation>
    </message>
    <message>
        <source>客户</source>
        <translation>Class</translation>
    </message>
    <message>
        <source>按客户类别</source>
        <translation>By class of customer</translation>
    </message>
    <message>
        <source>优先级</source>
        <translation>Priority</translation>
    </message>
    <message>
        <source>按优先级</source>
        <translation>By priority</translation>
    </message>
    <message>
        <source>将超时 {0}</source>
        <translation>Due {0}</translation>
    </message>
    <message>
        <source>已超时和 10 分钟内将超时的每一位</source>
        <translation>Everybody over the limit or within 10 min of it</translation>
    </message>
    <message>
        <source>越号 {0}</source>
        <translation>Overtaken {0}</translation>
    </message>
    <message>
        <source>近 30 分钟谁先于早到的人被叫，为什么</source>
        <translation>Who was called before earlier comers in the last 30 min, and why</translation>
    </message>
    <message>
        <source>{0} 分钟内无人超过上限</source>
        <translation>Nobody passes the limit within {0} min</translation>
    </message>
    <message>
        <source>排队系统失联，数字停在最后所知</source>
        <translation>Queue system lost; figures as last known</translation>
    </message>
    <message>
        <source>{0} 改变优先级</source>
        <translation>Priority of {0}</translation>
    </message>
    <message>
        <source>老人</source>
        <translation>Elderly</translation>
    </message>
    <message>
        <source>孕妇或带婴儿</source>
        <translation>Pregnant or with infant</translation>
    </message>
    <message>
        <source>身体不适</source>
        <translation>Unwell</translation>
    </message>
    <message>
        <source>{0} 转到队列</source>
        <translation>Transfer {0} to</translation>
    </message>
    <message>
        <source>{0} 清号，不再叫号</source>
        <translation>{0}: clear, call no more</translation>
    </message>
    <message>
        <source>人已离开</source>
        <translation>has left</translation>
    </message>
    <message>
        <source>重复取号</source>
        <translation>took two tickets</translation>
    </message>
    <message>
        <source>本人要求</source>
        <translation>asked for it</translation>
    </message>
</context><context>
    <name>Reason</name>
    <message>
        <source>原因</source>
        <translation>Reason</translation>
    </message>
    <message>
        <source>原因（可不填）</source>
        <translation>Reason (optional)</translation>
    </message>
    <message>
        <source>确定</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>请说明原因</source>
        <translation>Please give a reason</translation>
    </message>
</context><context>
    <name>Report</name>
    <message>
        <source>告警总数</source>
        <translation>Alarms</translation>
    </message>
    <message>
        <source>发生的次数，还在的不重复算</source>
        <translation>how often alarms came; one that stands counts once</translation>
    </message>
    <message>
        <source>每小时</source>
        <translation>Per hour</translation>
    </message>
    <message>
        <source>EEMUA 191：每小时平均不超过 6 条，人才看得过来</source>
        <translation>EEMUA 191: no more than 6 an hour can be handled</translation>
    </message>
    <message>
        <source>每 10 分钟</source>
        <translation>Per 10 minutes</translation>
    </message>
    <message>
        <source>ISA-18.2：每 10 分钟平均约 1 条</source>
        <translation>ISA-18.2: about 1 in 10 minutes on average</translation>
    </message>
    <message>
        <source>最密的 10 分钟</source>
        <translation>Busiest 10 minutes</translation>
    </message>
    <message>
        <source>超过 10 条就是高峰</source>
        <translation>more than 10 is a flood</translation>
    </message>
    <message>
        <source>告警高峰</source>
        <translation>Floods</translation>
    </message>
    <message>
        <source>10 分钟超过 10 条开始，少于 5 条结束</source>
        <translation>begins above 10 in 10 minutes, ends below 5</translation>
    </message>
    <message>
        <source>高峰时间占比</source>
        <translation>Time in flood</translation>
    </message>
    <message>
        <source>ISA-18.2：不超过 1 %</source>
        <translation>ISA-18.2: at most 1 %</translation>
    </message>
    <message>
        <source>陈旧的</source>
        <translation>Stale</translation>
    </message>
    <message>
        <source>超过 24 小时还在；ISA-18.2：少于 5 条，并有处理计划</source>
        <translation>standing over 24 hours; ISA-18.2: fewer than 5, with a plan</translation>
    </message>
    <message>
        <source>抖动的</source>
        <translation>Chattering</translation>
    </message>
    <message>
        <source>一分钟内来三次；一条都不该有</source>
        <translation>three times in a minute; there should be none</translation>
    </message>
    <message>
        <source>前十名占比</source>
        <translation>Share of the top ten</translation>
    </message>
    <message>
        <source>ISA-18.2：最多的十条不超过总数的 5 %；改它们最划算</source>
        <translation>ISA-18.2: at most 5 % of the load; put these right first</translation>
    </message>
    <message>
        <source>平均确认用时</source>
        <translation>Mean time to acknowledge</translation>
    </message>
    <message>
        <source>从发生到有人说看见了</source>
        <translation>from coming to being seen</translation>
    </message>
    <message>
        <source>没有人确认的</source>
        <translation>Never acknowledged</translation>
    </message>
    <message>
        <source>到现在还没有人说看见</source>
        <translation>nobody has said they saw it</translation>
    </message>
    <message>
        <source>选上面的时段，读那一段的告警记录</source>
        <translation>Choose a span above to read its alarms</translation>
    </message>
    <message>
        <source>没有告警</source>
        <translation>No alarms</translation>
    </message>
    <message>
        <source>停止查找</source>
        <translation>Stop</translation>
    </message>
    <message>
        <source>抖动</source>
        <translation>chattering</translation>
    </message>
    <message>
        <source>超过 24 小时</source>
        <translation>over 24 hours</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Figure</translation>
    </message>
    <message>
        <source>数值</source>
        <translation>Value</translation>
    </message>
    <message>
        <source>应当</source>
        <translation>Should be</translation>
    </message>
    <message>
        <source>最多的告警</source>
        <translation>Top alarms</translation>
    </message>
    <message>
        <source>次数</source>
        <translation>Times</translation>
    </message>
    <message>
        <source>占比</source>
        <translation>Share</translation>
    </message>
    <message>
        <source>毛病</source>
        <translation>Fault</translation>
    </message>
    <message>
        <source>近 24 小时</source>
        <translation>24 hours</translation>
    </message>
    <message>
        <source>近 {0} 天</source>
        <translation>{0} days</translation>
    </message>
    <message>
        <source>达到</source>
        <translation>met</translation>
    </message>
    <message>
        <source>没有达到</source>
        <translation>not met</translation>
    </message>
    <message>
        <source>正在读取记录 {0}%</source>
        <translation>Reading the record {0}%</translation>
    </message>
    <message>
        <source>读不到记录：历史服务没有回答</source>
        <translation>The record cannot be read: the history service does not answer</translation>
    </message>
    <message>
        <source>还没有读到记录</source>
        <translation>No record has been read yet</translation>
    </message>
    <message>
        <source>到 {0} 为止</source>
        <translation>up to {0}</translation>
    </message>
</context><context>
    <name>Reported</name>
    <message>
        <source>从未接入</source>
        <translation>it has never come</translation>
    </message>
    <message>
        <source>适配器已停止运行</source>
        <translation>the adapter was stopped</translation>
    </message>
    <message>
        <source>{0} 秒没有消息</source>
        <translation>nothing heard for {0} s</translation>
    </message>
    <message>
        <source>总线不通：{0}</source>
        <translation>bus: {0}</translation>
    </message>
    <message>
        <source>地址 {0} 连续 {1} 帧无应答</source>
        <translation>address {0} leaves {1} frames unanswered</translation>
    </message>
    <message>
        <source>串口尚未打开</source>
        <translation>not opened yet</translation>
    </message>
    <message>
        <source>尚未连接</source>
        <translation>not connected yet</translation>
    </message>
    <message>
        <source>{0} 未连接</source>
        <translation>{0} is not connected</translation>
    </message>
    <message>
        <source>{0} 断开了连接</source>
        <translation>{0}: hung up</translation>
    </message>
    <message>
        <source>连接已断开</source>
        <translation>the connection ended</translation>
    </message>
    <message>
        <source>录像机没有应答</source>
        <translation>the recorder does not answer</translation>
    </message>
    <message>
        <source>录像机没有这台摄像机</source>
        <translation>the recorder does not know this camera</translation>
    </message>
    <message>
        <source>UPS 驱动未运行（upsd 正常）</source>
        <translation>driver not connected: upsd runs, its driver does not</translation>
    </message>
    <message>
        <source>UPS 驱动收不到 UPS 的数据</source>
        <translation>data stale: the driver hears nothing from the UPS</translation>
    </message>
    <message>
        <source>upsd 中没有这个 UPS：核对 ups.conf 或 name</source>
        <translation>upsd knows no UPS of this name: correct ups.conf or `name`</translation>
    </message>
    <message>
        <source>upsd 拒绝访问：核对 upsd.users 或 upsd.conf 的 LISTEN</source>
        <translation>upsd denies access: correct upsd.users, or LISTEN in upsd.conf</translation>
    </message>
    <message>
        <source>UPS 驱动还没有收到数据</source>
        <translation>the driver waits for its first data</translation>
    </message>
    <message>
        <source>连不上 upsd（{0}:{1}）：{2}</source>
        <translation>upsd {0}:{1}: {2}</translation>
    </message>
    <message>
        <source>upsd 出错：{0}</source>
        <translation>upsd: {0}</translation>
    </message>
    <message>
        <source>地址 {0}</source>
        <translation>address {0}</translation>
    </message>
    <message>
        <source>送达时已过时限</source>
        <translation>expired</translation>
    </message>
    <message>
        <source>适配器正在重启</source>
        <translation>device code is being restarted</translation>
    </message>
    <message>
        <source>呼叫器已回显</source>
        <translation>echoed by the panel</translation>
    </message>
    <message>
        <source>已在显示</source>
        <translation>it shows this already</translation>
    </message>
    <message>
        <source>已发出（此种呼叫器不回应）</source>
        <translation>sent; these panels do not answer</translation>
    </message>
    <message>
        <source>呼叫器 {0} 没有回显</source>
        <translation>panel {0} did not echo</translation>
    </message>
    <message>
        <source>此总线上没有呼叫器 {0}</source>
        <translation>no panel of this bus: {0}</translation>
    </message>
    <message>
        <source>号票 {0} 没有呼叫器能显示的数字</source>
        <translation>ticket {0} has no digits that a panel could show</translation>
    </message>
    <message>
        <source>呼叫器不能执行 {0}</source>
        <translation>a call panel cannot {0}</translation>
    </message>
    <message>
        <source>UPS 不能执行 {0}</source>
        <translation>a UPS cannot {0}</translation>
    </message>
    <message>
        <source>摄像机不能执行 {0}</source>
        <translation>a camera cannot {0}</translation>
    </message>
    <message>
        <source>回放的排队记录不能执行 {0}</source>
        <translation>a recorded queue cannot {0}</translation>
    </message>
    <message>
        <source>没有系统接受 {0}</source>
        <translation>no peer here takes {0}</translation>
    </message>
    <message>
        <source>此适配器没有这台 UPS</source>
        <translation>no UPS of this adapter</translation>
    </message>
    <message>
        <source>此 UPS 未配置重启命令，未做任何切换</source>
        <translation>no `restart` command is configured for this UPS; nothing was switched</translation>
    </message>
    <message>
        <source>连不上 upsd</source>
        <translation>upsd cannot be reached</translation>
    </message>
    <message>
        <source>此 UPS 没有命令 {0}</source>
        <translation>this UPS does not know {0}</translation>
    </message>
    <message>
        <source>已发出 {0}</source>
        <translation>{0} given</translation>
    </message>
    <message>
        <source>{0} 没有 ONVIF 服务</source>
        <translation>{0} has no ONVIF service</translation>
    </message>
    <message>
        <source>摄像机没有应答</source>
        <translation>the camera does not answer</translation>
    </message>
    <message>
        <source>摄像机未及时应答，可能稍后才转动</source>
        <translation>the camera has not answered in time; it may turn yet</translation>
    </message>
    <message>
        <source>排队系统 {0} 秒内没有应答</source>
        <translation>the queue system did not answer within {0} s</translation>
    </message>
    <message>
        <source>{0} 在 {1} 秒内没有应答</source>
        <translation>{0} did not answer within {1} s</translation>
    </message>
    <message>
        <source>办完手上的号之后</source>
        <translation>after the ticket in hand</translation>
    </message>
    <message>
        <source>不再派人</source>
        <translation>nobody comes</translation>
    </message>
</context><context>
    <name>Screens</name>
    <message>
        <source>版面“{0}”有 {1} 个窗口，只有 {2} 台显示器：多出的窗口叠在最后一台上</source>
        <translation>The layout “{0}” has {1} windows; monitors: {2}. The others lie on the last one</translation>
    </message>
    <message>
        <source>已保存布置：{0}</source>
        <translation>Arrangement saved: {0}</translation>
    </message>
    <message>
        <source>布置 {0} 是为另一个版面保存的，没有改动现在的布置</source>
        <translation>The arrangement {0} was saved for another layout; nothing was moved</translation>
    </message>
</context><context>
    <name>Second</name>
    <message>
        <source>没有另一位值班员或组长登记，无法在此确认</source>
        <translation>No other operator or leader is registered, so nobody can confirm here</translation>
    </message>
    <message>
        <source>预案“{0}”没有启动：{1}</source>
        <translation>Plan “{0}” was not started: {1}</translation>
    </message>
    <message>
        <source>我同意启动</source>
        <translation>I agree: start</translation>
    </message>
    <message>
        <source>不同意，撤回</source>
        <translation>No: take back</translation>
    </message>
    <message>
        <source>撤回</source>
        <translation>Take back</translation>
    </message>
    <message>
        <source>演练</source>
        <translation>Drill</translation>
    </message>
    <message>
        <source>待第二人确认：{0}</source>
        <translation>Waits for a second person: {0}</translation>
    </message>
    <message>
        <source>还有 {0} 秒</source>
        <translation>{0} s left</translation>
    </message>
    <message>
        <source>{0} 预备启动</source>
        <translation>Armed by {0}</translation>
    </message>
    <message>
        <source>另一位值班员或组长在这里输口令，或在自己的席位确认</source>
        <translation>Another operator or leader gives a secret here, or confirms at their own desk</translation>
    </message>
    <message>
        <source>核实后按住“我同意启动”0.8 秒</source>
        <translation>Check, then hold “I agree: start” for 0.8 s</translation>
    </message>
</context><context>
    <name>Sheet</name>
    <message>
        <source>大屏 {0} 第 {1} 块</source>
        <translation>wall {0}, screen {1}</translation>
    </message>
    <message>
        <source>{0} 前接收</source>
        <translation>to be taken by {0}</translation>
    </message>
    <message>
        <source>{0} 前答复</source>
        <translation>answer owed by {0}</translation>
    </message>
    <message>
        <source>约在 {0}</source>
        <translation>at {0}</translation>
    </message>
    <message>
        <source>至 {0}</source>
        <translation>until {0}</translation>
    </message>
</context><context>
    <name>Staff</name>
    <message>
        <source>等候</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>在岗可办</source>
        <translation>Able here</translation>
    </message>
    <message>
        <source>{0}：等候 {1}，在岗可办 {2} 人</source>
        <translation>{0}: {1} waiting, {2} here are able</translation>
    </message>
    <message>
        <source>调配</source>
        <translation>Move</translation>
    </message>
    <message>
        <source>{0} 应休</source>
        <translation>{0} rest due</translation>
    </message>
    <message>
        <source>{0} 分后休</source>
        <translation>break in {0} min</translation>
    </message>
    <message>
        <source>空闲 可调</source>
        <translation>idle, free</translation>
    </message>
    <message>
        <source>到</source>
        <translation>Here</translation>
    </message>
    <message>
        <source>未到</source>
        <translation>Absent</translation>
    </message>
    <message>
        <source>未点</source>
        <translation>Not called</translation>
    </message>
    <message>
        <source>与终端不符</source>
        <translation>terminal says otherwise</translation>
    </message>
    <message>
        <source>该到未到</source>
        <translation>late</translation>
    </message>
    <message>
        <source>提前离开</source>
        <translation>left early</translation>
    </message>
    <message>
        <source>不在班次内</source>
        <translation>off roster</translation>
    </message>
    <message>
        <source>休班</source>
        <translation>off</translation>
    </message>
    <message>
        <source>按班次</source>
        <translation>on roster</translation>
    </message>
    <message>
        <source>姓名</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>岗位</source>
        <translation>Post</translation>
    </message>
    <message>
        <source>状态</source>
        <translation>State</translation>
    </message>
    <message>
        <source>时长</source>
        <translation>For</translation>
    </message>
    <message>
        <source>今日办结</source>
        <translation>Served today</translation>
    </message>
    <message>
        <source>首办</source>
        <translation>Matters</translation>
    </message>
    <message>
        <source>连续</source>
        <translation>No break</translation>
    </message>
    <message>
        <source>尚无人员数据</source>
        <translation>Nothing known of the staff yet</translation>
    </message>
    <message>
        <source>终端</source>
        <translation>Terminal</translation>
    </message>
    <message>
        <source>班次</source>
        <translation>Roster</translation>
    </message>
    <message>
        <source>对照</source>
        <translation>Kept</translation>
    </message>
    <message>
        <source>点名</source>
        <translation>Roll call</translation>
    </message>
    <message>
        <source>人均办结 {0}，最多 {1}，最少 {2}</source>
        <translation>served {0} each, most {1}, least {2}</translation>
    </message>
    <message>
        <source>{0} 人可调</source>
        <translation>{0} free</translation>
    </message>
    <message>
        <source>在岗 {0} / {1}</source>
        <translation>{0} of {1} on post</translation>
    </message>
    <message>
        <source>点名 {0}/{1}</source>
        <translation>Roll call {0}/{1}</translation>
    </message>
    <message>
        <source>名单</source>
        <translation>List</translation>
    </message>
    <message>
        <source>技能</source>
        <translation>Skills</translation>
    </message>
    <message>
        <source>谁会办什么；有人等候而无人会办的业务标出</source>
        <translation>Who may handle what; a business that people wait for and nobody here may do is marked</translation>
    </message>
    <message>
        <source>逐人点名，一人一点；记入日志</source>
        <translation>Call the roll, one click a person; journalled</translation>
    </message>
    <message>
        <source>调到 {0}</source>
        <translation>To {0}</translation>
    </message>
    <message>
        <source>{0}（{1}）</source>
        <translation>{0} ({1})</translation>
    </message>
</context><context>
    <name>Stage</name>
    <message>
        <source>已命令</source>
        <translation>Ordered</translation>
    </message>
    <message>
        <source>已回执</source>
        <translation>Reported</translation>
    </message>
    <message>
        <source>已确认</source>
        <translation>Confirmed</translation>
    </message>
    <message>
        <source>不一致</source>
        <translation>Mismatch</translation>
    </message>
    <message>
        <source>已过期</source>
        <translation>Expired</translation>
    </message>
    <message>
        <source>已拒绝</source>
        <translation>Refused</translation>
    </message>
    <message>
        <source>失败</source>
        <translation>Failed</translation>
    </message>
    <message>
        <source>结果不明</source>
        <translation>Unknown</translation>
    </message>
    <message>
        <source>已撤回</source>
        <translation>Taken back</translation>
    </message>
</context><context>
    <name>Talk</name>
    <message>
        <source>有人</source>
        <translation>Somebody</translation>
    </message>
    <message>
        <source>{0} 正在对讲</source>
        <translation>{0} is talking</translation>
    </message>
    <message>
        <source>正在打开麦克风…</source>
        <translation>Opening the microphone…</translation>
    </message>
    <message>
        <source>正在接通，请稍等…</source>
        <translation>Connecting, please wait…</translation>
    </message>
    <message>
        <source>麦克风没有声音</source>
        <translation>No sound from the microphone</translation>
    </message>
    <message>
        <source>检查麦克风是否静音、是否选对</source>
        <translation>Check that it is not muted and is the right one</translation>
    </message>
    <message>
        <source>请讲话，松开结束</source>
        <translation>Speak; let go to end</translation>
    </message>
    <message>
        <source>还可讲 {0} 秒</source>
        <translation>{0} s left</translation>
    </message>
    <message>
        <source>对讲结束</source>
        <translation>Talk ended</translation>
    </message>
    <message>
        <source>对讲结束：{0}</source>
        <translation>Talk ended: {0}</translation>
    </message>
    <message>
        <source>按住讲话，松开结束</source>
        <translation>Hold to speak, let go to end</translation>
    </message>
    <message>
        <source>已松开</source>
        <translation>let go</translation>
    </message>
    <message>
        <source>到一分钟上限</source>
        <translation>one minute is the limit</translation>
    </message>
    <message>
        <source>要继续，再按住一次</source>
        <translation>Hold it again to go on</translation>
    </message>
    <message>
        <source>值班台没有送来声音</source>
        <translation>no sound came from the desk</translation>
    </message>
    <message>
        <source>再按住一次；仍不行请技术人员查网络</source>
        <translation>Hold it again; if that does not help, have the network checked</translation>
    </message>
    <message>
        <source>摄像机断开了</source>
        <translation>camera lost</translation>
    </message>
    <message>
        <source>派人到现场；检查供电和网线</source>
        <translation>Send somebody; check power and cable</translation>
    </message>
    <message>
        <source>摄像机连不上</source>
        <translation>camera cannot be reached</translation>
    </message>
    <message>
        <source>派人到现场；检查供电、网线和地址</source>
        <translation>Send somebody; check power, cable and address</translation>
    </message>
    <message>
        <source>摄像机口令不对</source>
        <translation>wrong camera password</translation>
    </message>
    <message>
        <source>请管理员更新：hallwatch camera secret</source>
        <translation>Ask the administrator: hallwatch camera secret</translation>
    </message>
    <message>
        <source>证书不可信</source>
        <translation>certificate not trusted</translation>
    </message>
    <message>
        <source>请管理员核对摄像机证书</source>
        <translation>Ask the administrator to check the camera's certificate</translation>
    </message>
    <message>
        <source>摄像机没有对讲通道</source>
        <translation>camera takes no sound</translation>
    </message>
    <message>
        <source>在摄像机上开启音频输出，或改 hall.toml</source>
        <translation>Switch its audio output on, or correct hall.toml</translation>
    </message>
    <message>
        <source>摄像机的对讲编码不支持</source>
        <translation>sound format not supported</translation>
    </message>
    <message>
        <source>在摄像机上改为 G.711</source>
        <translation>Set it to G.711 in the camera</translation>
    </message>
    <message>
        <source>别人正在对讲</source>
        <translation>somebody else is talking</translation>
    </message>
    <message>
        <source>等对方松开后再按</source>
        <translation>Wait until they let go</translation>
    </message>
    <message>
        <source>本席位不可对讲</source>
        <translation>not for this desk</translation>
    </message>
    <message>
        <source>请有权限的值班人员操作</source>
        <translation>Ask somebody who may</translation>
    </message>
    <message>
        <source>录像服务断开了</source>
        <translation>recorder lost</translation>
    </message>
    <message>
        <source>稍候自动恢复后再按</source>
        <translation>It comes back by itself; then try again</translation>
    </message>
    <message>
        <source>没有麦克风</source>
        <translation>no microphone</translation>
    </message>
    <message>
        <source>插好麦克风，并在系统声音设置里选它</source>
        <translation>Plug one in and choose it in the system's sound settings</translation>
    </message>
    <message>
        <source>对讲程序出错</source>
        <translation>the talk program failed</translation>
    </message>
    <message>
        <source>再按住一次；仍不行请技术人员看日志</source>
        <translation>Hold it again; if that does not help, have the log read</translation>
    </message>
    <message>
        <source>主机失联，不能下命令</source>
        <translation>hub lost, no orders</translation>
    </message>
    <message>
        <source>恢复后再按</source>
        <translation>Try again once it is back</translation>
    </message>
    <message>
        <source>画面换走了</source>
        <translation>the picture went away</translation>
    </message>
    <message>
        <source>回到这台摄像机再按</source>
        <translation>Come back to this camera and hold it again</translation>
    </message>
    <message>
        <source>切换到了别的窗口</source>
        <translation>you switched windows</translation>
    </message>
    <message>
        <source>回到这里再按</source>
        <translation>Come back here and hold it again</translation>
    </message>
    <message>
        <source>主机不允许</source>
        <translation>the hub does not let you</translation>
    </message>
    <message>
        <source>原因见命令列表</source>
        <translation>The orders say why</translation>
    </message>
    <message>
        <source>没有接通</source>
        <translation>not connected</translation>
    </message>
    <message>
        <source>没有应答</source>
        <translation>no answer</translation>
    </message>
    <message>
        <source>再按住一次；仍不行请技术人员查录像服务</source>
        <translation>Hold it again; if that does not help, have the recorder checked</translation>
    </message>
    <message>
        <source>结束情况不明</source>
        <translation>nobody said how it ended</translation>
    </message>
</context><context>
    <name>TimeBar</name>
    <message>
        <source>暂停</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>−20 分</source>
        <translation>−20 min</translation>
    </message>
    <message>
        <source>−1 分</source>
        <translation>−1 min</translation>
    </message>
    <message>
        <source>回到实时 L</source>
        <translation>Live L</translation>
    </message>
    <message>
        <source>播放</source>
        <translation>Play</translation>
    </message>
    <message>
        <source>实时只有一倍速；先退回再选速度</source>
        <translation>Live has one speed; go back first</translation>
    </message>
    <message>
        <source>现在就是实时</source>
        <translation>This is live</translation>
    </message>
    <message>
        <source>时间轴</source>
        <translation>Time axis</translation>
    </message>
</context><context>
    <name>ToWalls</name>
    <message>
        <source>请到{0}办理</source>
        <translation>Please go to {0}</translation>
    </message>
    <message>
        <source>推到大屏：{0}</source>
        <translation>Show on the wall: {0}</translation>
    </message>
    <message>
        <source>推文字到大屏…</source>
        <translation>Put words on the wall…</translation>
    </message>
    <message>
        <source>大屏不显示此摄像机</source>
        <translation>Walls may not show it</translation>
    </message>
    <message>
        <source>没有大屏</source>
        <translation>There is no wall</translation>
    </message>
</context><context>
    <name>TopBar</name>
    <message>
        <source>营业厅现场值守台</source>
        <translation>Hall duty console</translation>
    </message>
    <message>
        <source>周一</source>
        <translation>Mon</translation>
    </message>
    <message>
        <source>周二</source>
        <translation>Tue</translation>
    </message>
    <message>
        <source>周三</source>
        <translation>Wed</translation>
    </message>
    <message>
        <source>周四</source>
        <translation>Thu</translation>
    </message>
    <message>
        <source>周五</source>
        <translation>Fri</translation>
    </message>
    <message>
        <source>周六</source>
        <translation>Sat</translation>
    </message>
    <message>
        <source>周日</source>
        <translation>Sun</translation>
    </message>
    <message>
        <source>{month}月{day}日 {weekday}</source>
        <translation>{weekday} {year}-{month}-{day}</translation>
    </message>
    <message>
        <source>其余告警 {0}</source>
        <translation>{0} more</translation>
    </message>
    <message>
        <source>应急预案</source>
        <translation>Emergency</translation>
    </message>
    <message>
        <source>菜单</source>
        <translation>Menu</translation>
    </message>
    <message>
        <source>配色、大字、语言、布置、帮助（F10）；查找与执行：Ctrl+K</source>
        <translation>Colours, letters, language, arrangements, help (F10); find and do: Ctrl+K</translation>
    </message>
    <message>
        <source>登录</source>
        <translation>Log in</translation>
    </message>
    <message>
        <source>{0} 秒后锁定</source>
        <translation>Locks in {0} s</translation>
    </message>
    <message>
        <source>{0} 退出</source>
        <translation>{0} · log out</translation>
    </message>
    <message>
        <source>正在退出</source>
        <translation>Logging out</translation>
    </message>
    <message>
        <source>点击登录（Ctrl+L）</source>
        <translation>Click to log in (Ctrl+L)</translation>
    </message>
    <message>
        <source>点击退出（Ctrl+L）</source>
        <translation>Click to log out (Ctrl+L)</translation>
    </message>
    <message>
        <source>未在记录</source>
        <translation>NOT RECORDED</translation>
    </message>
    <message>
        <source>{0} 未知</source>
        <translation>{0} unknown</translation>
    </message>
    <message>
        <source>{0} 等 {1} 台未知</source>
        <translation>{0} and others, {1} unknown</translation>
    </message>
    <message>
        <source>值班</source>
        <translation>On duty</translation>
    </message>
    <message>
        <source>无人</source>
        <translation>nobody</translation>
    </message>
    <message>
        <source>数据可信</source>
        <translation>Trusted</translation>
    </message>
    <message>
        <source>本席</source>
        <translation>This desk</translation>
    </message>
    <message>
        <source>未登录</source>
        <translation>nobody</translation>
    </message>
    <message>
        <source>回到实时 L</source>
        <translation>Live L</translation>
    </message>
    <message>
        <source>历史服务没有应答，画面停在此刻；正在重试，按 L 回到实时</source>
        <translation>the history does not answer: the picture stands here; trying again — L returns to live</translation>
    </message>
    <message>
        <source>正在载入所选时刻</source>
        <translation>loading the chosen moment</translation>
    </message>
    <message>
        <source>所见为过去，不能下命令；告警条仍为实时</source>
        <translation>This is the past: no orders; the alarm strip is live</translation>
    </message>
</context><context>
    <name>Trends</name>
    <message>
        <source>开始营业后每分钟一点</source>
        <translation>One point a minute since opening</translation>
    </message>
    <message>
        <source>等候人数</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>开放窗口</source>
        <translation>Open counters</translation>
    </message>
    <message>
        <source>超时人数</source>
        <translation>Over limit</translation>
    </message>
    <message>
        <source>等候上限</source>
        <translation>Limit</translation>
    </message>
</context><context>
    <name>Undo</name>
    <message>
        <source>撤销 Ctrl+Z</source>
        <translation>Undo Ctrl+Z</translation>
    </message>
</context><context>
    <name>Video</name>
    <message>
        <source>隐藏数据</source>
        <translation>Hide figures</translation>
    </message>
    <message>
        <source>显示数据</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>保存当前布局</source>
        <translation>Keep this layout</translation>
    </message>
    <message>
        <source>布局名称</source>
        <translation>Name of the layout</translation>
    </message>
    <message>
        <source>早班</source>
        <translation>Morning</translation>
    </message>
    <message>
        <source>高峰</source>
        <translation>Peak</translation>
    </message>
    <message>
        <source>夜间</source>
        <translation>Night</translation>
    </message>
    <message>
        <source>画面数</source>
        <translation>Number of tiles</translation>
    </message>
    <message>
        <source>画面数（[ 减少，] 增加）</source>
        <translation>Number of tiles ([ fewer, ] more)</translation>
    </message>
    <message>
        <source>先点选一个画面</source>
        <translation>Choose a tile first</translation>
    </message>
    <message>
        <source>回放中不可用；按 L 回到实时</source>
        <translation>Not in replay; L returns to live</translation>
    </message>
    <message>
        <source>还原</source>
        <translation>Back</translation>
    </message>
    <message>
        <source>放大</source>
        <translation>Enlarge</translation>
    </message>
    <message>
        <source>抓图</source>
        <translation>Snapshot</translation>
    </message>
    <message>
        <source>没有可保存的画面</source>
        <translation>There is no picture to save</translation>
    </message>
    <message>
        <source>回实时</source>
        <translation>To live</translation>
    </message>
    <message>
        <source>回看 30 秒</source>
        <translation>Last 30 s</translation>
    </message>
    <message>
        <source>静音</source>
        <translation>Mute</translation>
    </message>
    <message>
        <source>声音</source>
        <translation>Sound</translation>
    </message>
    <message>
        <source>此摄像机没有声音</source>
        <translation>This camera has no sound</translation>
    </message>
    <message>
        <source>对讲</source>
        <translation>Talk</translation>
    </message>
    <message>
        <source>此摄像机没有喇叭</source>
        <translation>This camera has no loudspeaker</translation>
    </message>
    <message>
        <source>云台</source>
        <translation>Turn</translation>
    </message>
    <message>
        <source>此摄像机不能转动</source>
        <translation>This camera cannot be turned</translation>
    </message>
    <message>
        <source>恢复遮挡</source>
        <translation>Hide private</translation>
    </message>
    <message>
        <source>解除遮挡</source>
        <translation>Lift privacy</translation>
    </message>
    <message>
        <source>此画面没有隐私区域</source>
        <translation>This picture has no private region</translation>
    </message>
    <message>
        <source>布局…</source>
        <translation>Layouts…</translation>
    </message>
    <message>
        <source>抓图没有保存：{0}</source>
        <translation>The snapshot was not saved: {0}</translation>
    </message>
    <message>
        <source>已保存 {0}</source>
        <translation>Saved {0}</translation>
    </message>
    <message>
        <source>抓图 {0} {1} → {2}</source>
        <translation>Snapshot {0} {1} → {2}</translation>
    </message>
    <message>
        <source>主码流</source>
        <translation>main</translation>
    </message>
    <message>
        <source>子码流</source>
        <translation>sub</translation>
    </message>
    <message>
        <source>局部放大</source>
        <translation>zoomed in</translation>
    </message>
    <message>
        <source>隐私已遮挡</source>
        <translation>private regions hidden</translation>
    </message>
    <message>
        <source>隐私遮挡已解除</source>
        <translation>privacy lifted</translation>
    </message>
    <message>
        <source>处理投诉</source>
        <translation>Complaint</translation>
    </message>
    <message>
        <source>寻人寻物</source>
        <translation>Somebody or something lost</translation>
    </message>
    <message>
        <source>核对安全事件</source>
        <translation>Security incident</translation>
    </message>
    <message>
        <source>{0} 分钟</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>解除遮挡：{0}</source>
        <translation>Lift privacy: {0}</translation>
    </message>
    <message>
        <source>保留录像…</source>
        <translation>Keep recording…</translation>
    </message>
    <message>
        <source>保留 {0} 前后的录像…</source>
        <translation>Keep recording around {0}…</translation>
    </message>
    <message>
        <source>按 L 回到实时，再在这里保留</source>
        <translation>L returns to live; then keep it here</translation>
    </message>
    <message>
        <source>客户投诉</source>
        <translation>Complaint</translation>
    </message>
    <message>
        <source>财物丢失</source>
        <translation>Lost property</translation>
    </message>
    <message>
        <source>安全事件</source>
        <translation>Security incident</translation>
    </message>
    <message>
        <source>保留录像：{0}</source>
        <translation>Keep recording: {0}</translation>
    </message>
    <message>
        <source>整幅画面</source>
        <translation>Whole picture</translation>
    </message>
    <message>
        <source>收起告警画面</source>
        <translation>Send the alarm's picture away</translation>
    </message>
    <message>
        <source>推到大屏</source>
        <translation>Show on the walls</translation>
    </message>
    <message>
        <source>推到大屏，从 30 秒前看起</source>
        <translation>To the wall, from 30 s ago</translation>
    </message>
    <message>
        <source>大屏不显示此摄像机</source>
        <translation>Walls may not show it</translation>
    </message>
    <message numerus="yes">
        <source>最近 %n 分钟</source>
        <translation>
            <numerusform>Last minute</numerusform>
            <numerusform>Last %n minutes</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>最近 %n 小时</source>
        <translation>
            <numerusform>Last hour</numerusform>
            <numerusform>Last %n hours</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>前后各 %n 分钟</source>
        <translation>
            <numerusform>A minute each way</numerusform>
            <numerusform>%n minutes each way</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>前后各 %n 小时</source>
        <translation>
            <numerusform>An hour each way</numerusform>
            <numerusform>%n hours each way</numerusform>
        </translation>
    </message>
    <message>
        <source>已保留的录像</source>
        <translation>Recordings kept</translation>
    </message>
    <message>
        <source>换成摄像机</source>
        <translation>Show camera</translation>
    </message>
    <message>
        <source>这一格用作</source>
        <translation>Use this tile for</translation>
    </message>
    <message>
        <source>热点：显示所选之处</source>
        <translation>Hotspot: what is selected</translation>
    </message>
    <message>
        <source>动静：别处有动静就显示</source>
        <translation>Activity: where something moves</translation>
    </message>
    <message>
        <source>轮巡…</source>
        <translation>Tour…</translation>
    </message>
    <message>
        <source>告警时可占用</source>
        <translation>Alarms may take it</translation>
    </message>
    <message>
        <source>空位</source>
        <translation>Empty</translation>
    </message>
    <message>
        <source>不再保留，到期即删</source>
        <translation>Keep no longer: goes when its time is up</translation>
    </message>
    <message numerus="yes">
        <source>{0}（%n 画面）</source>
        <translation>
            <numerusform>{0} (%n tile)</numerusform>
            <numerusform>{0} (%n tiles)</numerusform>
        </translation>
    </message>
    <message>
        <source>保存当前布局…</source>
        <translation>Keep this layout…</translation>
    </message>
    <message>
        <source>恢复按摄像机顺序</source>
        <translation>Cameras in their order</translation>
    </message>
    <message>
        <source>只看有动静的摄像机</source>
        <translation>Only where something moves</translation>
    </message>
    <message>
        <source>删除布局</source>
        <translation>Delete a layout</translation>
    </message>
    <message>
        <source>向上</source>
        <translation>Up</translation>
    </message>
    <message>
        <source>向左</source>
        <translation>Left</translation>
    </message>
    <message>
        <source>向右</source>
        <translation>Right</translation>
    </message>
    <message>
        <source>向下</source>
        <translation>Down</translation>
    </message>
    <message>
        <source>拉近</source>
        <translation>Zoom in</translation>
    </message>
    <message>
        <source>拉远</source>
        <translation>Zoom out</translation>
    </message>
    <message>
        <source>收起云台</source>
        <translation>Close the pad</translation>
    </message>
    <message>
        <source>云台：{0}</source>
        <translation>Turn: {0}</translation>
    </message>
    <message>
        <source>轮巡哪些摄像机</source>
        <translation>Cameras of the tour</translation>
    </message>
    <message>
        <source>每个停留</source>
        <translation>Stay with each</translation>
    </message>
    <message>
        <source>{0} 秒</source>
        <translation>{0} s</translation>
    </message>
    <message>
        <source>开始轮巡</source>
        <translation>Start the tour</translation>
    </message>
    <message>
        <source>至少选两路</source>
        <translation>Choose at least two</translation>
    </message>
    <message>
        <source>摄像机连不上</source>
        <translation>Camera cannot be reached</translation>
    </message>
    <message>
        <source>检查供电、网线和地址</source>
        <translation>Check power, cable and address</translation>
    </message>
    <message>
        <source>摄像机口令不对</source>
        <translation>Camera refuses the password</translation>
    </message>
    <message>
        <source>请管理员更新：hallwatch camera secret</source>
        <translation>Ask the admin: hallwatch camera secret</translation>
    </message>
    <message>
        <source>没有这路码流</source>
        <translation>No such stream</translation>
    </message>
    <message>
        <source>核对 hall.toml 中的地址</source>
        <translation>Check the address in hall.toml</translation>
    </message>
    <message>
        <source>该地址不是视频</source>
        <translation>The address is not video</translation>
    </message>
    <message>
        <source>码流损坏</source>
        <translation>Stream broken</translation>
    </message>
    <message>
        <source>解不出画面；检查摄像机的编码设置</source>
        <translation>It cannot be decoded; check how the camera codes</translation>
    </message>
    <message>
        <source>证书不可信</source>
        <translation>Certificate not trusted</translation>
    </message>
    <message>
        <source>请管理员核对摄像机证书</source>
        <translation>Ask the admin to check the camera's certificate</translation>
    </message>
    <message>
        <source>摄像机地址不对</source>
        <translation>Wrong camera address</translation>
    </message>
    <message>
        <source>画面冻结</source>
        <translation>Picture frozen</translation>
    </message>
    <message>
        <source>有信号，画面不变；检查摄像机</source>
        <translation>Signal, but the picture does not change; check the camera</translation>
    </message>
    <message>
        <source>镜头被遮挡或失焦</source>
        <translation>Lens covered or out of focus</translation>
    </message>
    <message>
        <source>请派人查看镜头</source>
        <translation>Send somebody to look at the lens</translation>
    </message>
    <message>
        <source>画面过大，本机解不了</source>
        <translation>Picture too large for this machine</translation>
    </message>
    <message>
        <source>调低摄像机分辨率</source>
        <translation>Lower the camera's resolution</translation>
    </message>
    <message>
        <source>无录像服务</source>
        <translation>No recorder</translation>
    </message>
    <message>
        <source>没有画面和录像，其余照常</source>
        <translation>No pictures and no recordings; all else goes on</translation>
    </message>
    <message>
        <source>本台无权查看</source>
        <translation>Not for this station</translation>
    </message>
    <message>
        <source>由管理员在 hall.toml 的 roles 放行</source>
        <translation>The admin allows it by roles in hall.toml</translation>
    </message>
    <message>
        <source>解码进程重启中</source>
        <translation>Decoder restarting</translation>
    </message>
    <message>
        <source>几秒后自动恢复</source>
        <translation>Back by itself in seconds</translation>
    </message>
    <message>
        <source>热点</source>
        <translation>Hotspot</translation>
    </message>
    <message>
        <source>点选窗口、区域或设备，这里显示那里的画面</source>
        <translation>Select a counter, zone or device: its picture comes here</translation>
    </message>
    <message>
        <source>没有动静</source>
        <translation>Nothing moves</translation>
    </message>
    <message>
        <source>有动静的摄像机会显示在这里</source>
        <translation>A camera with something moving comes here</translation>
    </message>
    <message>
        <source>告警位</source>
        <translation>For alarms</translation>
    </message>
    <message>
        <source>有告警时在此弹出画面</source>
        <translation>Alarms show their picture here</translation>
    </message>
    <message>
        <source>拖入摄像机，或按 C 选择</source>
        <translation>Drop a camera here, or press C</translation>
    </message>
    <message>
        <source>实时</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>回看</source>
        <translation>Earlier</translation>
    </message>
    <message>
        <source>定格</source>
        <translation>Still</translation>
    </message>
    <message>
        <source>回放</source>
        <translation>Replay</translation>
    </message>
    <message>
        <source>盲区</source>
        <translation>Blind</translation>
    </message>
    <message>
        <source>停滞</source>
        <translation>Stale</translation>
    </message>
    <message>
        <source>打开中</source>
        <translation>Opening</translation>
    </message>
    <message>
        <source>无录像</source>
        <translation>Not recorded</translation>
    </message>
    <message>
        <source>无画面</source>
        <translation>No picture</translation>
    </message>
    <message>
        <source>最后画面 {0}</source>
        <translation>last picture {0}</translation>
    </message>
    <message>
        <source>画面停滞 {0}</source>
        <translation>Picture stale for {0}</translation>
    </message>
    <message>
        <source>正在读取录像</source>
        <translation>Reading the recording</translation>
    </message>
    <message>
        <source>正在打开画面</source>
        <translation>Opening the picture</translation>
    </message>
    <message>
        <source>录像不在本机</source>
        <translation>Recordings are elsewhere</translation>
    </message>
    <message>
        <source>请到录像机所在的值班台回看</source>
        <translation>Look back at the desk of the recorder machine</translation>
    </message>
    <message>
        <source>此刻无录像</source>
        <translation>No recording of this moment</translation>
    </message>
    <message>
        <source>这台摄像机设为不录像</source>
        <translation>This camera is set not to be recorded</translation>
    </message>
    <message>
        <source>这一时刻没有录像</source>
        <translation>There is no recording of this moment</translation>
    </message>
    <message>
        <source>此区域现为盲区，平面图已标出</source>
        <translation>This area is not seen now; the plan shows it</translation>
    </message>
    <message>
        <source>一直没有收到画面</source>
        <translation>No picture has come yet</translation>
    </message>
    <message>
        <source>正在重连</source>
        <translation>connecting again</translation>
    </message>
    <message>
        <source>{0} 等 {1} 个窗口</source>
        <translation>{1} counters</translation>
    </message>
    <message>
        <source>遮挡已解除</source>
        <translation>Privacy lifted</translation>
    </message>
    <message>
        <source>未录像</source>
        <translation>Not recorded</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>Out of service</translation>
    </message>
    <message>
        <source>{0} 秒前</source>
        <translation>{0} s ago</translation>
    </message>
    <message>
        <source>局部 {0}×</source>
        <translation>Part, {0}×</translation>
    </message>
    <message>
        <source>仅关键帧</source>
        <translation>Key frames only</translation>
    </message>
    <message>
        <source>隐私遮挡</source>
        <translation>Private hidden</translation>
    </message>
    <message>
        <source>录像</source>
        <translation>Rec</translation>
    </message>
    <message>
        <source>轮巡</source>
        <translation>Tour</translation>
    </message>
    <message>
        <source>动静</source>
        <translation>Activity</translation>
    </message>
    <message>
        <source>告警弹出</source>
        <translation>Called by an alarm</translation>
    </message>
    <message>
        <source>{0} 帧/秒</source>
        <translation>{0} fps</translation>
    </message>
    <message>
        <source>{0} 毫秒</source>
        <translation>{0} ms</translation>
    </message>
    <message>
        <source>丢 {0}</source>
        <translation>{0} dropped</translation>
    </message>
    <message numerus="yes">
        <source>%n 路</source>
        <translation>
            <numerusform>%n camera</numerusform>
            <numerusform>%n cameras</numerusform>
        </translation>
    </message>
    <message>
        <source>本厅没有配置摄像机</source>
        <translation>This hall has no cameras</translation>
    </message>
    <message>
        <source>{0} 路看不见</source>
        <translation>seeing nothing: {0}</translation>
    </message>
    <message>
        <source>轮巡暂停，有人操作</source>
        <translation>tours wait while you work</translation>
    </message>
    <message>
        <source>主机失联：告警停在断线前</source>
        <translation>Hub lost: alarms as they were before</translation>
    </message>
    <message>
        <source>{0} 不在画面中：拖入一格，或设一格热点</source>
        <translation>{0} is in no tile: drop it into one, or make one a hotspot</translation>
    </message>
</context><context>
    <name>Wall</name>
    <message>
        <source>推送文字：{0}</source>
        <translation>Text for {0}</translation>
    </message>
    <message>
        <source>大屏上的文字</source>
        <translation>The text on the wall</translation>
    </message>
    <message>
        <source>现场发生的事没有写入记录；值班台暂停下命令</source>
        <translation>What happens in the hall is not being written down; desks give no orders</translation>
    </message>
    <message>
        <source>未在记录</source>
        <translation>NOT RECORDED</translation>
    </message>
    <message>
        <source>请重新配对：hallwatch pair，hallwatch join</source>
        <translation>Pair it anew: hallwatch pair, hallwatch join</translation>
    </message>
    <message>
        <source>主机拒绝本大屏接入</source>
        <translation>The hub refuses this wall</translation>
    </message>
    <message>
        <source>主机正在启动 {0}%</source>
        <translation>The hub is starting: {0}%</translation>
    </message>
    <message>
        <source>正在读取记录；完成后自动显示现场</source>
        <translation>It reads its journal; the hall is shown as soon as it is done</translation>
    </message>
    <message>
        <source>收到现场数据后自动显示</source>
        <translation>The hall shows as soon as it is heard</translation>
    </message>
    <message>
        <source>正在连接主机</source>
        <translation>Connecting to the hub</translation>
    </message>
    <message>
        <source>正在重新载入；此前的画面不可信</source>
        <translation>Loading anew; what was shown cannot be trusted</translation>
    </message>
    <message>
        <source>数据不一致</source>
        <translation>Data do not agree</translation>
    </message>
    <message>
        <source>自 {0}，已 {1}</source>
        <translation>Since {0}, for {1}</translation>
    </message>
    <message>
        <source>数字和图停在断线前，正在重连</source>
        <translation>Figures and plan as they were then; connecting again</translation>
    </message>
    <message>
        <source>与主机失去联系</source>
        <translation>The hub is not heard</translation>
    </message>
    <message>
        <source>大屏程序出错</source>
        <translation>The wall program is at fault</translation>
    </message>
    <message>
        <source>实时</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>未连接</source>
        <translation>Not connected</translation>
    </message>
    <message>
        <source>版式 {0} 不能用</source>
        <translation>The layout {0} cannot be used</translation>
    </message>
    <message>
        <source>版式 {0} 不是大屏版式</source>
        <translation>The layout {0} is not a wall's</translation>
    </message>
    <message>
        <source>剩 {0}</source>
        <translation>{0} left</translation>
    </message>
    <message>
        <source>值班台推送</source>
        <translation>From the desk</translation>
    </message>
    <message>
        <source>定时预置</source>
        <translation>Timed preset</translation>
    </message>
    <message>
        <source>轮巡</source>
        <translation>Tour</translation>
    </message>
    <message>
        <source>已恢复</source>
        <translation>over</translation>
    </message>
    <message>
        <source>已 {0}</source>
        <translation>for {0}</translation>
    </message>
    <message numerus="yes">
        <source>影响 %n 个窗口</source>
        <translation>
            <numerusform>%n counter hit</numerusform>
            <numerusform>%n counters hit</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>关系到 %n 个窗口</source>
        <translation>
            <numerusform>%n counter depends on it</numerusform>
            <numerusform>%n counters depend on it</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n 位客户在等</source>
        <translation>
            <numerusform>%n customer waiting</numerusform>
            <numerusform>%n customers waiting</numerusform>
        </translation>
    </message>
    <message>
        <source>平面图</source>
        <translation>Floor plan</translation>
    </message>
    <message>
        <source>队列</source>
        <translation>Queues</translation>
    </message>
    <message>
        <source>指标</source>
        <translation>Figures</translation>
    </message>
    <message>
        <source>摄像机</source>
        <translation>Cameras</translation>
    </message>
    <message>
        <source>告警</source>
        <translation>Alarm</translation>
    </message>
    <message>
        <source>预案</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>文字</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>{0}（演练）</source>
        <translation>{0} (drill)</translation>
    </message>
    <message>
        <source>{0} / {1} 步</source>
        <translation>{0} / {1} steps</translation>
    </message>
    <message>
        <source>点选一块屏，或把摄像机、预案、文字拖上来</source>
        <translation>Choose a screen, or drop a camera, plan or words on it</translation>
    </message>
    <message>
        <source>推送中 {0}</source>
        <translation>{0} given</translation>
    </message>
    <message>
        <source>未连接 {0}</source>
        <translation>{0} not connected</translation>
    </message>
    <message>
        <source>本厅没有大屏：在 hall.toml 写 [[wall]]，再为大屏配对一台</source>
        <translation>This hall has no wall: write [[wall]] in hall.toml and pair a station for it</translation>
    </message>
    <message>
        <source>没有大屏</source>
        <translation>There is no wall</translation>
    </message>
    <message>
        <source>摄像机…</source>
        <translation>Camera…</translation>
    </message>
    <message>
        <source>没有可上大屏的摄像机</source>
        <translation>No camera that a wall may show</translation>
    </message>
    <message>
        <source>预案…</source>
        <translation>Plan…</translation>
    </message>
    <message>
        <source>没有预案</source>
        <translation>No plans</translation>
    </message>
    <message>
        <source>版式…</source>
        <translation>Layout…</translation>
    </message>
    <message>
        <source>文字…</source>
        <translation>Text…</translation>
    </message>
    <message>
        <source>时长 {0}</source>
        <translation>For {0}</translation>
    </message>
    <message>
        <source>收回</source>
        <translation>Take back</translation>
    </message>
    <message>
        <source>这块屏没有推送</source>
        <translation>Nothing was given to this screen</translation>
    </message>
    <message>
        <source>请到自助服务区办理</source>
        <translation>Please use the self-service area</translation>
    </message>
    <message>
        <source>系统维护，请稍候</source>
        <translation>Maintenance: please wait a moment</translation>
    </message>
    <message>
        <source>请有序疏散，听从引导</source>
        <translation>Please leave calmly and follow the staff</translation>
    </message>
    <message>
        <source>{0} 分钟</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>{0} 小时</source>
        <translation>{0} h</translation>
    </message>
    <message>
        <source>另有 {0} 条</source>
        <translation>{0} more</translation>
    </message>
    <message>
        <source>告警高峰：10 分钟 {0} 条</source>
        <translation>Alarm flood: {0} in 10 min</translation>
    </message>
    <message>
        <source>没有告警</source>
        <translation>No alarms</translation>
    </message>
    <message>
        <source>等候</source>
        <translation>Waiting</translation>
    </message>
    <message>
        <source>人</source>
        <translation>people</translation>
    </message>
    <message>
        <source>最长等候</source>
        <translation>Longest</translation>
    </message>
    <message>
        <source>超时 {0} 人</source>
        <translation>{0} over</translation>
    </message>
    <message>
        <source>平均等候</source>
        <translation>Average</translation>
    </message>
    <message>
        <source>目标 {0} 分</source>
        <translation>aim {0} min</translation>
    </message>
    <message>
        <source>开放窗口</source>
        <translation>Open</translation>
    </message>
    <message numerus="yes">
        <source>%n 个窗口</source>
        <translation>
            <numerusform>%n counter</numerusform>
            <numerusform>%n counters</numerusform>
        </translation>
    </message>
    <message>
        <source>没有进行中的预案</source>
        <translation>No plan is under way</translation>
    </message>
    <message>
        <source>超时 {0}</source>
        <translation>late {0}</translation>
    </message>
    <message>
        <source>未在执行</source>
        <translation>Not under way</translation>
    </message>
    <message>
        <source>全部摄像机 · 第 {0} / {1} 页</source>
        <translation>All cameras · page {0} / {1}</translation>
    </message>
</context><context>
    <name>Wardrobe</name>
    <message>
        <source>外观“{0}”不能用</source>
        <translation>The theme “{0}” cannot be used</translation>
    </message>
</context><context>
    <name>Words</name>
    <message>
        <source>大屏</source>
        <translation>wall</translation>
    </message>
    <message>
        <source>只看</source>
        <translation>viewer</translation>
    </message>
    <message>
        <source>值班员</source>
        <translation>operator</translation>
    </message>
    <message>
        <source>值班组长</source>
        <translation>duty leader</translation>
    </message>
    <message>
        <source>管理员</source>
        <translation>administrator</translation>
    </message>
    <message>
        <source>适配器</source>
        <translation>adapter</translation>
    </message>
    <message>
        <source>当前角色无此权限</source>
        <translation>your role may not do this</translation>
    </message>
    <message>
        <source>没有这个对象</source>
        <translation>There is no such thing</translation>
    </message>
    <message>
        <source>当前状态不能执行</source>
        <translation>Not possible in its present state</translation>
    </message>
    <message>
        <source>人员不具备此业务技能</source>
        <translation>Not skilled for this business</translation>
    </message>
    <message>
        <source>无人可调</source>
        <translation>Nobody is free</translation>
    </message>
    <message>
        <source>已是如此</source>
        <translation>It is so already</translation>
    </message>
    <message>
        <source>设备无人接管</source>
        <translation>No adapter has this device</translation>
    </message>
    <message>
        <source>命令已过期</source>
        <translation>The order expired</translation>
    </message>
    <message>
        <source>主机已重启，请重下命令</source>
        <translation>The hub restarted: order again</translation>
    </message>
    <message>
        <source>未在记录，暂停命令</source>
        <translation>Not recording: no orders</translation>
    </message>
    <message>
        <source>超出限制</source>
        <translation>Beyond the limit</translation>
    </message>
    <message>
        <source>请先登录</source>
        <translation>log in first</translation>
    </message>
    <message>
        <source>须由另一人确认</source>
        <translation>another person must confirm</translation>
    </message>
    <message>
        <source>摄像机</source>
        <translation>Camera</translation>
    </message>
    <message>
        <source>回看</source>
        <translation>Look back</translation>
    </message>
    <message>
        <source>预案</source>
        <translation>plan</translation>
    </message>
    <message>
        <source>文字</source>
        <translation>Text</translation>
    </message>
    <message>
        <source>版式</source>
        <translation>Layout</translation>
    </message>
    <message>
        <source>平日</source>
        <translation>ordinary day</translation>
    </message>
    <message>
        <source>高峰日</source>
        <translation>peak day</translation>
    </message>
    <message>
        <source>特大高峰日</source>
        <translation>super-peak day</translation>
    </message>
    <message>
        <source>在岗</source>
        <translation>on post</translation>
    </message>
    <message>
        <source>巡视</source>
        <translation>roving</translation>
    </message>
    <message>
        <source>小休</source>
        <translation>on break</translation>
    </message>
    <message>
        <source>离岗</source>
        <translation>away</translation>
    </message>
    <message>
        <source>未到岗</source>
        <translation>not here</translation>
    </message>
    <message>
        <source>可信</source>
        <translation>good</translation>
    </message>
    <message>
        <source>陈旧</source>
        <translation>stale</translation>
    </message>
    <message>
        <source>失联</source>
        <translation>lost</translation>
    </message>
    <message>
        <source>未知</source>
        <translation>unknown</translation>
    </message>
    <message>
        <source>停用</source>
        <translation>out of service</translation>
    </message>
    <message>
        <source>异常</source>
        <translation>trouble</translation>
    </message>
    <message>
        <source>正常</source>
        <translation>well</translation>
    </message>
    <message>
        <source>等候</source>
        <translation>waiting</translation>
    </message>
    <message>
        <source>已叫号</source>
        <translation>called</translation>
    </message>
    <message>
        <source>办理</source>
        <translation>serving</translation>
    </message>
    <message>
        <source>办理暂停</source>
        <translation>service paused</translation>
    </message>
    <message>
        <source>挂起</source>
        <translation>put aside</translation>
    </message>
    <message>
        <source>办结</source>
        <translation>finished</translation>
    </message>
    <message>
        <source>关闭</source>
        <translation>closed</translation>
    </message>
    <message>
        <source>空闲</source>
        <translation>idle</translation>
    </message>
    <message>
        <source>叫号</source>
        <translation>calling</translation>
    </message>
    <message>
        <source>暂停</source>
        <translation>paused</translation>
    </message>
    <message>
        <source>未确认</source>
        <translation>unacknowledged</translation>
    </message>
    <message>
        <source>已确认</source>
        <translation>acknowledged</translation>
    </message>
    <message>
        <source>已恢复未确认</source>
        <translation>returned, unacknowledged</translation>
    </message>
    <message>
        <source>已搁置</source>
        <translation>shelved</translation>
    </message>
    <message>
        <source>同因抑制</source>
        <translation>suppressed</translation>
    </message>
    <message>
        <source>停用中</source>
        <translation>out of service</translation>
    </message>
    <message>
        <source>待第二人确认</source>
        <translation>waits for a second person</translation>
    </message>
    <message>
        <source>第二人已确认</source>
        <translation>confirmed by a second person</translation>
    </message>
    <message>
        <source>已作废</source>
        <translation>lapsed</translation>
    </message>
    <message>
        <source>待执行</source>
        <translation>waiting</translation>
    </message>
    <message>
        <source>进行中</source>
        <translation>under way</translation>
    </message>
    <message>
        <source>完成</source>
        <translation>done</translation>
    </message>
    <message>
        <source>失败</source>
        <translation>failed</translation>
    </message>
    <message>
        <source>跳过</source>
        <translation>skipped</translation>
    </message>
    <message>
        <source>人工</source>
        <translation>by people</translation>
    </message>
    <message>
        <source>设备</source>
        <translation>by devices</translation>
    </message>
    <message>
        <source>计时</source>
        <translation>timer</translation>
    </message>
    <message>
        <source>入口</source>
        <translation>entrance</translation>
    </message>
    <message>
        <source>引导区</source>
        <translation>guidance</translation>
    </message>
    <message>
        <source>等候区</source>
        <translation>waiting area</translation>
    </message>
    <message>
        <source>业务办理区</source>
        <translation>counters</translation>
    </message>
    <message>
        <source>洽谈区</source>
        <translation>meeting</translation>
    </message>
    <message>
        <source>自助服务区</source>
        <translation>self-service</translation>
    </message>
    <message>
        <source>智能体验区</source>
        <translation>experience</translation>
    </message>
    <message>
        <source>24 小时自助区</source>
        <translation>24-hour self-service</translation>
    </message>
    <message>
        <source>紧急</source>
        <translation>critical</translation>
    </message>
    <message>
        <source>高</source>
        <translation>high</translation>
    </message>
    <message>
        <source>中</source>
        <translation>medium</translation>
    </message>
    <message>
        <source>低</source>
        <translation>low</translation>
    </message>
    <message>
        <source>设备状况</source>
        <translation>device condition</translation>
    </message>
    <message>
        <source>设备失联</source>
        <translation>device lost</translation>
    </message>
    <message>
        <source>设备读数</source>
        <translation>device reading</translation>
    </message>
    <message>
        <source>适配器失联</source>
        <translation>adapter lost</translation>
    </message>
    <message>
        <source>等候超时</source>
        <translation>wait over limit</translation>
    </message>
    <message>
        <source>办理超时</source>
        <translation>service over limit</translation>
    </message>
    <message>
        <source>区域拥挤</source>
        <translation>zone crowded</translation>
    </message>
    <message>
        <source>区域无人值守</source>
        <translation>zone unstaffed</translation>
    </message>
    <message>
        <source>专用通道未开放</source>
        <translation>Priority lane closed</translation>
    </message>
    <message>
        <source>有人</source>
        <translation>Occupied</translation>
    </message>
    <message>
        <source>未开放</source>
        <translation>Closed</translation>
    </message>
    <message>
        <source>自助机停留过久</source>
        <translation>long kiosk use</translation>
    </message>
    <message>
        <source>不满意评价</source>
        <translation>low rating</translation>
    </message>
    <message>
        <source>预案步骤超时</source>
        <translation>plan step overdue</translation>
    </message>
    <message>
        <source>未在记录</source>
        <translation>not recorded</translation>
    </message>
    <message>
        <source>时钟跳变</source>
        <translation>clock jumped</translation>
    </message>
    <message>
        <source>主机吃紧</source>
        <translation>Hub near a limit</translation>
    </message>
    <message>
        <source>设备时钟超前</source>
        <translation>Device clock ahead</translation>
    </message>
    <message>
        <source>记录缺失</source>
        <translation>records missing</translation>
    </message>
    <message>
        <source>命令结果不明</source>
        <translation>order result unknown</translation>
    </message>
    <message>
        <source>程序故障</source>
        <translation>Fault of the program</translation>
    </message>
    <message>
        <source>记录损坏</source>
        <translation>Records damaged</translation>
    </message>
    <message>
        <source>巡视超时</source>
        <translation>Duty round overdue</translation>
    </message>
    <message>
        <source>特殊问题无人受理</source>
        <translation>Special problem not taken</translation>
    </message>
    <message>
        <source>客户事项无人接收</source>
        <translation>Customer matter not taken over</translation>
    </message>
    <message>
        <source>客户事项逾期</source>
        <translation>Customer matter late</translation>
    </message>
    <message>
        <source>超时未做</source>
        <translation>Overdue</translation>
    </message>
    <message>
        <source>现在该做</source>
        <translation>Due now</translation>
    </message>
    <message>
        <source>未到时</source>
        <translation>Later</translation>
    </message>
    <message>
        <source>需要时</source>
        <translation>When needed</translation>
    </message>
    <message>
        <source>今日已做</source>
        <translation>Done for today</translation>
    </message>
    <message>
        <source>办理中</source>
        <translation>In hand</translation>
    </message>
    <message>
        <source>待接收</source>
        <translation>Offered</translation>
    </message>
    <message>
        <source>已办结</source>
        <translation>Closed</translation>
    </message>
    <message>
        <source>待受理</source>
        <translation>New</translation>
    </message>
    <message>
        <source>处理中</source>
        <translation>Being seen to</translation>
    </message>
    <message>
        <source>已解决</source>
        <translation>Settled</translation>
    </message>
    <message>
        <source>告警</source>
        <translation>Alarms</translation>
    </message>
    <message>
        <source>搁置的告警</source>
        <translation>Shelved alarms</translation>
    </message>
    <message>
        <source>进行中的预案</source>
        <translation>Plans under way</translation>
    </message>
    <message>
        <source>等第二人确认</source>
        <translation>Waiting for a second person</translation>
    </message>
    <message>
        <source>特殊问题</source>
        <translation>Special problems</translation>
    </message>
    <message>
        <source>客户事项</source>
        <translation>Customer matters</translation>
    </message>
    <message>
        <source>答应客户的</source>
        <translation>Promised to customers</translation>
    </message>
    <message>
        <source>客户预约</source>
        <translation>Appointments</translation>
    </message>
    <message>
        <source>该做的巡视</source>
        <translation>Rounds due</translation>
    </message>
    <message>
        <source>停用的设备</source>
        <translation>Devices out of service</translation>
    </message>
    <message>
        <source>没有结果的命令</source>
        <translation>Orders without outcome</translation>
    </message>
    <message>
        <source>调离本岗的人</source>
        <translation>People away from their posts</translation>
    </message>
    <message>
        <source>改办其他业务的窗口</source>
        <translation>Counters with another profile</translation>
    </message>
    <message>
        <source>暂停的窗口</source>
        <translation>Paused counters</translation>
    </message>
    <message>
        <source>挂着的公告</source>
        <translation>Notices on displays</translation>
    </message>
    <message>
        <source>推到大屏的</source>
        <translation>Given to the wall</translation>
    </message>
    <message>
        <source>解除的隐私遮挡</source>
        <translation>Privacy lifted</translation>
    </message>
    <message>
        <source>停用的程序部分</source>
        <translation>Parts of the program left out</translation>
    </message>
    <message>
        <source>实时</source>
        <translation>Live</translation>
    </message>
    <message>
        <source>已暂停</source>
        <translation>Paused</translation>
    </message>
    <message>
        <source>回放</source>
        <translation>Replay</translation>
    </message>
    <message>
        <source>正在连接</source>
        <translation>connecting</translation>
    </message>
    <message>
        <source>主机启动中</source>
        <translation>Hub starting</translation>
    </message>
    <message>
        <source>连接正常</source>
        <translation>connected</translation>
    </message>
    <message>
        <source>数据停滞</source>
        <translation>No data</translation>
    </message>
    <message>
        <source>数据不一致</source>
        <translation>data disagree</translation>
    </message>
    <message>
        <source>拒绝接入</source>
        <translation>refused</translation>
    </message>
    <message>
        <source>引导员</source>
        <translation>guide</translation>
    </message>
    <message>
        <source>柜员</source>
        <translation>clerk</translation>
    </message>
    <message>
        <source>服务岗</source>
        <translation>support</translation>
    </message>
    <message>
        <source>保安</source>
        <translation>guard</translation>
    </message>
    <message>
        <source>保洁</source>
        <translation>cleaner</translation>
    </message>
    <message>
        <source>回放中不能下命令；按 L 回到实时</source>
        <translation>No orders in replay; press L for live</translation>
    </message>
    <message>
        <source>与主机失去联系，命令无法送达</source>
        <translation>The hub is not heard: orders cannot reach it</translation>
    </message>
    <message>
        <source>取号机</source>
        <translation>kiosk</translation>
    </message>
    <message>
        <source>预约</source>
        <translation>appointment</translation>
    </message>
    <message>
        <source>引导台</source>
        <translation>guide</translation>
    </message>
    <message>
        <source>手机</source>
        <translation>phone</translation>
    </message>
    <message>
        <source>居民</source>
        <translation>residential</translation>
    </message>
    <message>
        <source>企业</source>
        <translation>enterprise</translation>
    </message>
    <message>
        <source>主机</source>
        <translation>hub</translation>
    </message>
    <message>
        <source>主机：打开的文件过多</source>
        <translation>Hub: too many open files</translation>
    </message>
    <message>
        <source>主机：日志待并入</source>
        <translation>Hub: log not moved into its file</translation>
    </message>
    <message>
        <source>主机：磁盘空间少</source>
        <translation>Hub: little disk space</translation>
    </message>
    <message>
        <source>主机：更换密钥前未到齐</source>
        <translation>Hub: stations without the new key</translation>
    </message>
    <message>
        <source>主机：记录索引曾损坏</source>
        <translation>Hub: a journal index was damaged</translation>
    </message>
    <message>
        <source>主机：当日日志被删</source>
        <translation>Hub: today's journal file deleted</translation>
    </message>
    <message>
        <source>面板没有应答</source>
        <translation>the panel does not answer</translation>
    </message>
    <message>
        <source>驱动程序停了</source>
        <translation>its driver has stopped</translation>
    </message>
    <message>
        <source>没有应答</source>
        <translation>no answer</translation>
    </message>
    <message>
        <source>摄像机失联</source>
        <translation>camera lost</translation>
    </message>
    <message>
        <source>录像磁盘已满</source>
        <translation>recording disk full</translation>
    </message>
    <message>
        <source>录像磁盘太慢</source>
        <translation>recording disk too slow</translation>
    </message>
    <message>
        <source>录像目录不存在</source>
        <translation>recording folder missing</translation>
    </message>
    <message>
        <source>录像程序未运行</source>
        <translation>recorder not running</translation>
    </message>
    <message>
        <source>市电中断</source>
        <translation>mains lost</translation>
    </message>
    <message>
        <source>本人退出</source>
        <translation>left</translation>
    </message>
    <message>
        <source>久无操作</source>
        <translation>idle</translation>
    </message>
    <message>
        <source>交班</source>
        <translation>handover</translation>
    </message>
    <message>
        <source>值守台重新启动</source>
        <translation>the console was restarted</translation>
    </message>
    <message>
        <source>值守台失去联系</source>
        <translation>the console is gone</translation>
    </message>
    <message>
        <source>人员已注销</source>
        <translation>no longer registered</translation>
    </message>
    <message>
        <source>角色或口令已改</source>
        <translation>role or secret changed</translation>
    </message>
    <message>
        <source>无人按时确认</source>
        <translation>nobody confirmed in time</translation>
    </message>
    <message>
        <source>无人按时接收</source>
        <translation>nobody took it in time</translation>
    </message>
    <message>
        <source>未接</source>
        <translation>declined</translation>
    </message>
    <message>
        <source>联系不上</source>
        <translation>could not be reached</translation>
    </message>
    <message>
        <source>柜台</source>
        <translation>counter</translation>
    </message>
    <message>
        <source>电话</source>
        <translation>telephone</translation>
    </message>
    <message>
        <source>意见簿</source>
        <translation>feedback book</translation>
    </message>
    <message>
        <source>撤回</source>
        <translation>taken back</translation>
    </message>
    <message>
        <source>值班组长已启动</source>
        <translation>a leader has started it</translation>
    </message>
    <message>
        <source>zh</source>
        <translation>en</translation>
    </message>
    <message>
        <source>{0} 号窗口</source>
        <translation>Counter {0}</translation>
    </message>
    <message>
        <source>事项 {0}</source>
        <translation>Matter {0}</translation>
    </message>
    <message>
        <source>特殊问题 {0}</source>
        <translation>Special problem {0}</translation>
    </message>
    <message>
        <source>联动</source>
        <translation>linkage</translation>
    </message>
    <message>
        <source>{0} {1}</source>
        <translation>{0}: {1}</translation>
    </message>
    <message>
        <source>{0} 秒</source>
        <translation>{0} s</translation>
    </message>
    <message>
        <source>{0} 分</source>
        <translation>{0} min</translation>
    </message>
    <message>
        <source>{0} 小时</source>
        <translation>{0} h</translation>
    </message>
    <message>
        <source>是</source>
        <translation>yes</translation>
    </message>
    <message>
        <source>否</source>
        <translation>no</translation>
    </message>
    <message>
        <source>、</source>
        <translation>, </translation>
    </message>
    <message>
        <source>{0}（{1}）</source>
        <translation>{0} ({1})</translation>
    </message>
    <message>
        <source>{0}：{1}</source>
        <translation>{0}: {1}</translation>
    </message>
</context></TS>
